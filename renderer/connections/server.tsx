import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { lifeboat } from '../commandLine.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';
import { GrantScript } from './grantScript.tsx';
import { LabelMark } from './labelMark.tsx';
import { ProbeReport } from './probeReport.tsx';

interface ServerProps {
  readonly connection: ConnectionView;
  readonly onEdit: () => void;
}

export function Server({ connection, onEdit }: ServerProps) {
  const { t } = useTranslation();
  const test = useAction('connections.test');
  const [removing, setRemoving] = useState(false);
  const { name, user, host, port, sslmode, label, origin, passwordFrom } = connection;
  return (
    <Stack component="article" gap="xs" className="card" aria-label={name}>
      <Group gap="sm">
        <Title order={3} size="h4" className="wrap">
          {name}
        </Title>
        {label !== null && <LabelMark label={label} />}
        {origin === 'environment' && (
          <Badge variant="default" radius="sm" tt="none">
            {t('plans.environment')}
          </Badge>
        )}
      </Group>
      <Text size="sm" className="wrap">
        {[
          t('servers.address', { user, host, port }),
          t('servers.tls', { mode: sslmode }),
          t(`passwordKept.${passwordFrom}`),
        ].join(' · ')}
      </Text>
      <Group gap="sm">
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ name })}>
          {t('servers.test')}
        </Button>
        {origin === 'user' && (
          <Button variant="default" onClick={onEdit}>
            {t('plans.edit')}
          </Button>
        )}
        <Button variant="default" onClick={() => setRemoving(true)}>
          {t('servers.remove')}
        </Button>
      </Group>
      {test.data && <ProbeReport report={test.data.connection} />}
      {test.isError && <ErrorNotice error={test.error} />}
      <GrantScript name={name} />
      <CommandToggle line={lifeboat('connection test', name)} />
      {removing && <RemoveServer connection={connection} onClose={() => setRemoving(false)} />}
    </Stack>
  );
}

function RemoveServer({ connection, onClose }: Pick<ServerProps, 'connection'> & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useAction('connections.remove');
  const { name, origin } = connection;
  return (
    <Confirm
      title={t('servers.removeTitle', { name })}
      action={t('servers.remove')}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ name })}
      onClose={onClose}
    >
      <Text>{t('servers.removeText')}</Text>
      {origin === 'environment' && <Text>{t('plans.removeEnvironment')}</Text>}
      <CommandToggle line={lifeboat('connection remove', name)} />
    </Confirm>
  );
}
