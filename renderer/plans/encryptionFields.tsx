import { Alert, PasswordInput, Select, Stack, Switch, Text, Textarea } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EncryptionForm } from '../../shared/model/encryption.ts';
import { TextLink } from '../components/textLink.tsx';
import { useCall } from '../data/calls.ts';
import { settingsPath } from '../settings/parts.ts';
import { HINT_BELOW } from '../forms/hintBelow.ts';
import type { PlanFields } from './planFields.ts';

interface EncryptionFieldsProps {
  readonly fields: PlanFields;
  readonly errorOf: (name: keyof PlanFields) => string | null;
  readonly onChange: (change: Partial<PlanFields>) => void;
}

const CHOICES = ['none', 'keys', 'passphrase'] as const;
type Choice = (typeof CHOICES)[number];

const FORMS: Readonly<Record<Choice, EncryptionForm | null>> = { none: null, keys: 'x25519', passphrase: 'passphrase' };

/** Whom the backups are encrypted for: nobody, the keys of this machine and the kit, or whoever knows a passphrase. */
export function EncryptionFields({ fields, errorOf, onChange }: EncryptionFieldsProps) {
  const { t } = useTranslation();
  const { encryption } = fields;
  const choice = choiceOf(encryption);
  return (
    <Stack gap="xs">
      <Select<Choice>
        label={t('planEncryption.label')}
        data={CHOICES.map((value) => ({ value, label: t(`planEncryption.${value}`) }))}
        value={choice}
        error={errorOf('encryption')}
        allowDeselect={false}
        onChange={(value) => value && value !== choice && onChange({ encryption: FORMS[value] })}
      />
      {choice === 'keys' && <ForKeys fields={fields} errorOf={errorOf} onChange={onChange} />}
      {choice === 'passphrase' && <WithPassphrase fields={fields} errorOf={errorOf} onChange={onChange} />}
    </Stack>
  );
}

function choiceOf(form: EncryptionForm | null): Choice {
  if (form === null) return 'none';
  return form === 'passphrase' ? 'passphrase' : 'keys';
}

function ForKeys({ fields, errorOf, onChange }: EncryptionFieldsProps) {
  const { t } = useTranslation();
  const known = useCall('keys.list', {});
  const { encryption, recipients } = fields;
  const kit = known.data?.keys.some(
    ({ role, form, retiredAt }) => role === 'recovery' && form === encryption && retiredAt === null,
  );
  return (
    <>
      <Text size="sm">{t('planEncryption.keysText')}</Text>
      {kit === false && (
        <Alert variant="default" role="alert" icon={<IconKey className="tone-warn" aria-hidden />}>
          <Text size="sm">{t('planEncryption.kitNeeded')}</Text>
          <TextLink to={settingsPath('keys')} size="sm">
            {t('planEncryption.makeKit')}
          </TextLink>
        </Alert>
      )}
      <Switch
        label={t('planEncryption.quantum')}
        description={t('planEncryption.quantumText')}
        checked={encryption === 'hybrid'}
        onChange={({ currentTarget }) => onChange({ encryption: currentTarget.checked ? 'hybrid' : 'x25519' })}
      />
      <Textarea
        label={t('planEncryption.recipients')}
        description={t('planEncryption.recipientsText')}
        inputWrapperOrder={HINT_BELOW}
        value={recipients}
        error={errorOf('recipients')}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        onChange={({ currentTarget }) => onChange({ recipients: currentTarget.value })}
      />
    </>
  );
}

function WithPassphrase({ fields, errorOf, onChange }: EncryptionFieldsProps) {
  const { t } = useTranslation();
  const shared = {
    maxLength: 1000,
    autoComplete: 'new-password',
    inputWrapperOrder: HINT_BELOW,
    visibilityToggleButtonProps: { 'aria-label': t('planEncryption.show'), tabIndex: 0 },
  };
  return (
    <>
      <Text size="sm">{t('planEncryption.passphraseText')}</Text>
      <PasswordInput
        {...shared}
        label={t('planEncryption.passphraseField')}
        value={fields.passphrase}
        error={errorOf('passphrase')}
        {...(fields.keptPassphrase && { description: t('planEncryption.passphraseKept') })}
        onChange={({ currentTarget }) => onChange({ passphrase: currentTarget.value })}
      />
      <PasswordInput
        {...shared}
        label={t('planEncryption.passphraseAgain')}
        value={fields.passphraseAgain}
        error={errorOf('passphraseAgain')}
        onChange={({ currentTarget }) => onChange({ passphraseAgain: currentTarget.value })}
      />
    </>
  );
}
