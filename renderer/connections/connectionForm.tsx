import { Button, Group, PasswordInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionLabels, type ConnectionView, defaultSslMode, sslModes } from '../../shared/model/connection.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';
import { HINT_BELOW } from '../forms/hintBelow.ts';
import { useFields } from '../forms/useFields.ts';
import { PortField } from '../forms/portField.tsx';
import { connectionAddLine } from './connectionAddLine.ts';
import {
  checkConnection,
  type ConnectionFields,
  fieldsOf,
  NEW_CONNECTION,
  orderOf,
  type PasswordFrom,
  withAddress,
} from './connectionFields.ts';
import { ProbeReport } from './probeReport.tsx';
import { UrlField } from './urlField.tsx';

interface ConnectionFormProps {
  /** The connection that is changed; null for a new one. */
  readonly connection: ConnectionView | null;
  readonly names: readonly string[];
  readonly onSaved: (name: string) => void;
}

export function ConnectionForm({ connection, names, onSaved }: ConnectionFormProps) {
  const { t } = useTranslation();
  const [first] = useState(() => (connection === null ? NEW_CONNECTION : fieldsOf(connection)));
  const { fields, right, form, change, errorOf, attempt } = useFields(first, (typed: ConnectionFields) =>
    checkConnection(typed, connection, names),
  );
  const probe = useAction('connections.probe');
  const save = useAction(connection === null ? 'connections.add' : 'connections.change');
  const order = orderOf(connection === null ? { ...fields, name: fields.name.trim() } : fields);
  const type = (typed: Partial<ConnectionFields>) => {
    // What was found out is not about what is typed now.
    probe.reset();
    save.reset();
    change(typed);
  };
  const test = attempt(() => probe.mutate(order));
  const submit = attempt(() => save.mutate(order, { onSuccess: () => onSaved(order.name) }));
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Stack gap="md">
        <UrlField
          onRead={(address) => {
            const named = fields.name === fields.host && connection === null ? { name: address.host } : {};
            type({ ...withAddress(fields, address), ...named });
          }}
        />
        <Address fields={fields} isNew={connection === null} errorOf={errorOf} onChange={type} />
        <Password fields={fields} old={connection} error={errorOf('password')} onChange={type} />
        <Care fields={fields} onChange={type} />
        {probe.data && <ProbeReport report={probe.data.connection} />}
        {probe.isError && <ErrorNotice error={probe.error} />}
        {save.isError && <ErrorNotice error={save.error} />}
        <Group>
          <Button variant="default" loading={probe.isPending} onClick={() => test()}>
            {t('connectionForm.test')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {connection === null ? t('connectionForm.add') : t('action.save')}
          </Button>
        </Group>
        {connection === null && right && <CommandToggle line={connectionAddLine(order)} />}
      </Stack>
    </form>
  );
}

interface PartProps {
  readonly fields: ConnectionFields;
  readonly onChange: (change: Partial<ConnectionFields>) => void;
}

interface AddressProps extends PartProps {
  readonly isNew: boolean;
  readonly errorOf: (name: keyof ConnectionFields) => string | null;
}

/** Where the server is; the name follows the host until it is typed. */
function Address({ fields, isNew, errorOf, onChange }: AddressProps) {
  const { t } = useTranslation();
  const { name, host } = fields;
  const text = (field: 'name' | 'host' | 'user' | 'database') => ({
    label: t(`connectionForm.${field}`),
    value: fields[field],
    error: errorOf(field),
    autoComplete: 'off',
    spellCheck: false,
  });
  return (
    <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
      <TextInput
        {...text('host')}
        placeholder="db.example.org"
        required
        onChange={({ currentTarget: { value } }) =>
          onChange({ host: value, ...(isNew && name === host && { name: value }) })
        }
      />
      <PortField
        label={t('connectionForm.port')}
        value={fields.port}
        error={errorOf('port')}
        onChange={(port) => onChange({ port })}
      />
      <TextInput {...text('user')} required onChange={({ currentTarget }) => onChange({ user: currentTarget.value })} />
      <TextInput
        {...text('database')}
        description={t('connectionForm.databaseHint')}
        inputWrapperOrder={HINT_BELOW}
        onChange={({ currentTarget }) => onChange({ database: currentTarget.value })}
      />
      {isNew && (
        <TextInput
          {...text('name')}
          maxLength={200}
          required
          onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
        />
      )}
    </SimpleGrid>
  );
}

interface PasswordProps extends PartProps {
  readonly old: ConnectionView | null;
  readonly error: string | null;
}

/** Never filled in: what is kept does not come back to the screen. */
function Password({ fields, old, error, onChange }: PasswordProps) {
  const { t } = useTranslation();
  const { passwordFrom, password } = fields;
  const keeps = old !== null && (old.passwordFrom === 'store' || old.passwordFrom === 'env');
  const choices: PasswordFrom[] = [keeps ? 'kept' : 'typed', 'pgpass', 'none'];
  const kept = old?.passwordFrom === 'env' ? 'passwordKeptEnv' : 'passwordKept';
  return (
    <SimpleGrid cols={2} spacing="sm">
      <Select<PasswordFrom>
        label={t('connectionForm.passwordFrom')}
        data={choices.map((value) => ({ value, label: t(`passwordFrom.${value}`) }))}
        value={passwordFrom}
        allowDeselect={false}
        onChange={(value) => value && onChange({ passwordFrom: value })}
      />
      {(passwordFrom === 'typed' || passwordFrom === 'kept') && (
        <PasswordInput
          label={t('connectionForm.password')}
          value={password}
          error={error}
          maxLength={1000}
          autoComplete="new-password"
          {...(passwordFrom === 'kept' && { description: t(`connectionForm.${kept}`) })}
          inputWrapperOrder={HINT_BELOW}
          visibilityToggleButtonProps={{ 'aria-label': t('connectionForm.showPassword'), tabIndex: 0 }}
          onChange={({ currentTarget }) => onChange({ password: currentTarget.value })}
        />
      )}
    </SimpleGrid>
  );
}

/** How the way there is kept safe, and how careful to be with the server. */
function Care({ fields, onChange }: PartProps) {
  const { t } = useTranslation();
  const suits = defaultSslMode(fields.host.trim());
  return (
    <SimpleGrid cols={2} spacing="sm">
      <Select
        label={t('connectionForm.sslmode')}
        data={[
          { value: '', label: t('connectionForm.sslAuto', { mode: suits }) },
          ...sslModes.map((value) => ({ value, label: value })),
        ]}
        value={fields.sslmode}
        allowDeselect={false}
        onChange={(value) => onChange({ sslmode: sslModes.find((mode) => mode === value) ?? '' })}
      />
      <Select
        label={t('connectionForm.label')}
        data={[
          { value: '', label: t('serverLabel.none') },
          ...connectionLabels.map((value) => ({ value, label: t(`serverLabel.${value}`) })),
        ]}
        value={fields.label}
        allowDeselect={false}
        onChange={(value) => onChange({ label: connectionLabels.find((label) => label === value) ?? '' })}
      />
    </SimpleGrid>
  );
}
