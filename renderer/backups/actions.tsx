import { Button, Group, Stack } from '@mantine/core';
import { IconPin, IconPinnedOff, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../shared/model/backup.ts';
import { RestoreLink } from '../components/restoreLink.tsx';
import { lifeboat } from '../commandLine.ts';
import { CommandsToggle } from '../components/copy.tsx';
import { ErrorNotice, ErrorView } from '../components/errorNotice.tsx';
import { useAction, useCall } from '../data/calls.ts';
import { ActiveRun } from '../runs/activeRun.tsx';
import { DeleteBackup } from './deleteBackup.tsx';

/** Restore, Verify with its progress to the end, Pin, and Delete. */
export function Actions({ backup }: { readonly backup: Backup }) {
  const { t } = useTranslation();
  const verify = useAction('backups.startVerify');
  const pin = useAction(backup.pinned ? 'backups.unpin' : 'backups.pin');
  const input = { backup: backup.id };
  return (
    <Stack gap="sm">
      <Group>
        {backup.state === 'good' && <RestoreLink backup={backup.id} />}
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={17} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate({ ...input, level: 'decoded' })}
        >
          {t('action.verify')}
        </Button>
        <Button
          variant="default"
          leftSection={backup.pinned ? <IconPinnedOff size={17} aria-hidden /> : <IconPin size={17} aria-hidden />}
          loading={pin.isPending}
          onClick={() => pin.mutate(input)}
        >
          {backup.pinned ? t('action.unpin') : t('action.pin')}
        </Button>
        <DeleteBackup backup={backup} />
      </Group>
      <CommandsToggle lines={[lifeboat('verify', backup.id), lifeboat(backup.pinned ? 'unpin' : 'pin', backup.id)]} />
      {verify.isError && <ErrorNotice error={verify.error} />}
      {pin.isError && <ErrorNotice error={pin.error} />}
      {verify.data && <RunToEnd run={verify.data.run.id} />}
    </Stack>
  );
}

/** A run until it has ended; then only what kept it from ending well: the ladder and the drill tell the rest. */
export function RunToEnd({ run }: { readonly run: string }) {
  const { data } = useCall('runs.get', { run });
  if (data === undefined) return null;
  if (data.run.endedAt === null) return <ActiveRun active={data} />;
  return data.run.error && <ErrorView error={data.run.error} />;
}
