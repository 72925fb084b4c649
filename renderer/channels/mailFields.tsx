import { Autocomplete, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MailTls } from '../../shared/smtpUrl.ts';
import { HINT_BELOW } from '../forms/hintBelow.ts';
import { PortField } from '../forms/portField.tsx';
import { type ChannelFields, PROVIDERS, withTls } from './channelFields.ts';

interface MailFieldsProps {
  readonly fields: ChannelFields;
  readonly errorOf: (name: keyof ChannelFields) => string | null;
  readonly onChange: (change: Partial<ChannelFields>) => void;
}

/** Whom mail goes to, and by way of which server; a known server fills in how it is spoken to. */
export function MailFields({ fields, errorOf, onChange }: MailFieldsProps) {
  const { t } = useTranslation();
  const text = (field: 'to' | 'from' | 'user') => ({
    label: t(`channelForm.${field}`),
    description: t(`channelForm.${field}Hint`),
    inputWrapperOrder: HINT_BELOW,
    value: fields[field],
    error: errorOf(field),
    autoComplete: 'off',
    spellCheck: false,
  });
  return (
    <>
      <TextInput
        {...text('to')}
        placeholder="ops@example.org"
        required
        onChange={({ currentTarget }) => onChange({ to: currentTarget.value })}
      />
      <TextInput {...text('from')} onChange={({ currentTarget }) => onChange({ from: currentTarget.value })} />
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <Autocomplete
          label={t('channelForm.host')}
          placeholder="smtp.example.org"
          data={Object.keys(PROVIDERS)}
          value={fields.host}
          error={errorOf('host')}
          maxLength={255}
          spellCheck={false}
          required
          onChange={(host) => onChange({ host, ...PROVIDERS[host] })}
        />
        <PortField
          label={t('channelForm.port')}
          value={fields.port}
          error={errorOf('port')}
          onChange={(port) => onChange({ port })}
        />
        <Select<MailTls>
          label={t('channelForm.tls')}
          data={[
            { value: 'starttls', label: t('channelForm.tlsStarttls') },
            { value: 'tls', label: t('channelForm.tlsTls') },
            { value: 'none', label: t('channelForm.tlsNone') },
          ]}
          value={fields.tls}
          allowDeselect={false}
          {...(fields.tls === 'none' && { description: t('channelForm.tlsNoneHint') })}
          inputWrapperOrder={HINT_BELOW}
          onChange={(tls) => tls && onChange(withTls(fields, tls))}
        />
        <TextInput {...text('user')} onChange={({ currentTarget }) => onChange({ user: currentTarget.value })} />
      </SimpleGrid>
    </>
  );
}
