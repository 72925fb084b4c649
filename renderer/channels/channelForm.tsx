import { Button, Checkbox, Group, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../shared/model/alert.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';
import { HINT_BELOW } from '../forms/hintBelow.ts';
import { useFields } from '../forms/useFields.ts';
import { channelAddLine } from './channelAddLine.ts';
import {
  type ChannelFields,
  channelKinds,
  type ChannelKind,
  checkChannel,
  fieldsOf,
  hasSecretField,
  NEW_CHANNEL,
  orderOf,
} from './channelFields.ts';
import { MailFields } from './mailFields.tsx';

interface ChannelFormProps {
  /** The channel that is changed; null for a new one. */
  readonly channel: Channel | null;
  readonly names: readonly string[];
  readonly onSaved: () => void;
}

export function ChannelForm({ channel, names, onSaved }: ChannelFormProps) {
  const { t } = useTranslation();
  const [first] = useState(() => (channel === null ? NEW_CHANNEL : fieldsOf(channel)));
  const { fields, right, form, change, errorOf, attempt } = useFields(first, (typed: ChannelFields) =>
    checkChannel(typed, channel, names),
  );
  const save = useAction(channel === null ? 'channels.add' : 'channels.change');
  const order = orderOf(fields);
  const submit = attempt(() => save.mutate(order, { onSuccess: onSaved }));
  const type = (typed: Partial<ChannelFields>) => {
    save.reset();
    change(typed);
  };
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Stack gap="md">
        {channel === null && (
          <>
            <Select<ChannelKind>
              label={t('channelForm.kind')}
              description={t(`channelKindText.${fields.kind}`)}
              inputWrapperOrder={HINT_BELOW}
              data={channelKinds.map((value) => ({ value, label: t(`channelKind.${value}`) }))}
              value={fields.kind}
              allowDeselect={false}
              onChange={(kind) => kind && type({ kind, secret: '' })}
            />
            <TextInput
              label={t('channelForm.name')}
              value={fields.name}
              error={errorOf('name')}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              required
              onChange={({ currentTarget }) => type({ name: currentTarget.value })}
            />
          </>
        )}
        {fields.kind === 'email' ? (
          <MailFields fields={fields} errorOf={errorOf} onChange={type} />
        ) : (
          <WebFields
            fields={fields}
            kept={channel && 'address' in channel.settings ? channel.settings.address : null}
            error={errorOf('url')}
            onChange={type}
          />
        )}
        {hasSecretField(fields) && (
          <PasswordInput
            label={t(fields.kind === 'email' ? 'channelForm.password' : 'channelForm.key')}
            value={fields.secret}
            error={errorOf('secret')}
            maxLength={1000}
            autoComplete="new-password"
            {...(channel?.hasSecret === true && { description: t('channelForm.keep') })}
            {...(channel?.hasSecret !== true && fields.kind !== 'email' && { description: t('channelForm.keyHint') })}
            inputWrapperOrder={HINT_BELOW}
            visibilityToggleButtonProps={{ 'aria-label': t('channelForm.show'), tabIndex: 0 }}
            onChange={({ currentTarget }) => type({ secret: currentTarget.value })}
          />
        )}
        {save.isError && <ErrorNotice error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {channel === null ? t('channelForm.add') : t('action.save')}
          </Button>
        </Group>
        {channel === null && right && <CommandToggle line={channelAddLine(order)} />}
      </Stack>
    </form>
  );
}

interface WebFieldsProps {
  readonly fields: ChannelFields;
  /** What is shown of the address that is kept; null when none is. */
  readonly kept: string | null;
  readonly error: string | null;
  readonly onChange: (change: Partial<ChannelFields>) => void;
}

/** Where a webhook or a ping leads. */
function WebFields({ fields, kept, error, onChange }: WebFieldsProps) {
  const { t } = useTranslation();
  const examples = { webhook: 'https://example.org/lifeboat', slack: 'https://hooks.slack.com/services/…' };
  return (
    <>
      <TextInput
        label={t('channelForm.url')}
        placeholder={kept ?? (fields.kind === 'slack' ? examples.slack : examples.webhook)}
        value={fields.url}
        error={error}
        type="url"
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
        required={kept === null}
        description={t(kept === null ? 'channelForm.urlHint' : 'channelForm.keep')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={({ currentTarget }) => onChange({ url: currentTarget.value })}
      />
      <Checkbox
        label={t('channelForm.allowPrivate')}
        description={t('channelForm.allowPrivateHint')}
        checked={fields.allowPrivate}
        onChange={({ currentTarget }) => onChange({ allowPrivate: currentTarget.checked })}
      />
    </>
  );
}
