import { Alert, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { restoreCommand } from '../../shared/restoreCommand.ts';
import { Command } from '../components/copy.tsx';
import { SideDrawer } from '../components/sideDrawer.tsx';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Actions } from './actions.tsx';
import { Contents } from './contents.tsx';
import { Drill } from './drill.tsx';
import { BackupFacts } from './facts.tsx';
import { Findings } from './findings.tsx';
import { Ladder } from './ladder.tsx';
import { SchemaDiff } from './schemaDiff.tsx';

interface BackupDrawerProps {
  readonly id: string | null;
  readonly onClose: () => void;
}

export function BackupDrawer({ id, onClose }: BackupDrawerProps) {
  const { t } = useTranslation();
  return (
    <SideDrawer title={t('runKind.backup')} opened={id !== null} onClose={onClose}>
      {id !== null && <Content id={id} />}
    </SideDrawer>
  );
}

function Content({ id }: { readonly id: string }) {
  const shown = useCall('backups.show', { backup: id });
  return <Loaded query={shown}>{(data) => <Shown shown={data} />}</Loaded>;
}

function Shown({ shown }: { readonly shown: CallOutput<'backups.show'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { backup, contents, encryption, verifications, findings } = shown;
  return (
    <Stack gap="md">
      <div>
        <Title order={3} size="h4" className="wrap">
          {backup.database} · {backup.plan}
        </Title>
        <Text c="dimmed">
          {format.instant(backup.createdAt)} ({format.relative(backup.createdAt)})
        </Text>
      </div>
      {backup.state !== 'good' && (
        <Alert variant="default" role="alert" icon={<IconAlertTriangle className="tone-bad" aria-hidden />}>
          {t(`backup.${backup.state}`)}
        </Alert>
      )}
      {findings.length > 0 && <Findings findings={findings} />}
      <Actions backup={backup} />
      <Heading text={t('drill.title')} />
      <Drill backup={backup} />
      <Heading text={t('backup.ladder')} />
      <Ladder backup={backup} verifications={verifications} />
      <Heading text={t('backup.contents')} />
      {contents === null ? <Text c="dimmed">{t('backup.noContents')}</Text> : <Contents contents={contents} />}
      {backup.format !== 'plain' && <Heading text={t('backup.schemaDiff')} />}
      {backup.format !== 'plain' && <SchemaDiff backup={backup.id} />}
      <Heading text={t('backup.archive')} />
      <BackupFacts backup={backup} encryption={encryption} />
      {backup.warnings.length > 0 && <Heading text={t('backup.warnings')} />}
      {backup.warnings.map((warning) => (
        <Text key={warning} size="sm" className="wrap">
          {warning}
        </Text>
      ))}
      <div>
        <Heading text={t('backup.command')} />
        <Command line={restoreCommand(backup, encryption)} />
      </div>
    </Stack>
  );
}

function Heading({ text }: { readonly text: string }) {
  return (
    <Title order={4} size="h5">
      {text}
    </Title>
  );
}
