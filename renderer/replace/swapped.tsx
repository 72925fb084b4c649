import { Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RestoreRecord, RestoreResult } from '../../shared/model/restore.ts';
import { Fact } from '../components/facts.tsx';
import { Section } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { BackupLink } from '../restore/backupLink.tsx';
import { connectLine, forgetLine, undoLine } from '../restore/commands.ts';
import { Line } from '../restore/nextSteps.tsx';
import { Forget } from './forget.tsx';
import { SwapFacts } from './swapFacts.tsx';
import { Undo } from './undo.tsx';

interface SwappedProps {
  readonly restore: RestoreRecord;
  readonly result: RestoreResult;
}

/** Two databases have changed places: what serves now, what is kept, and the way back. */
export function Swapped({ restore, result }: SwappedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const undone = restore.kind === 'undo';
  const { safetyBackup, createdRoles } = result;
  return (
    <>
      <Stack component="section" gap="md" className="card">
        <Title order={2} size="h4" tabIndex={-1}>
          <Marked icon={IconCircleCheck} tone="good" text={t(undone ? 'undo.done' : 'replace.equal')} />
        </Title>
        <Text className="wrap">{t(undone ? 'undo.doneHint' : 'replace.equalHint', { name: restore.database })}</Text>
        <SwapFacts restore={restore} name={t('replace.fact.serving')}>
          <KeptFacts restore={restore} />
          {safetyBackup !== null && (
            <Fact name={t('replace.fact.safety')}>
              <BackupLink id={safetyBackup} />
            </Fact>
          )}
          {!undone && <Fact name={t('restore.fact.tables')}>{format.count(result.tables)}</Fact>}
          {!undone && <Fact name={t('restore.fact.rows')}>{format.count(result.rows)}</Fact>}
          <Fact name={t('restore.fact.took')}>{format.duration(result.durationMs)}</Fact>
          {createdRoles.length > 0 && <Fact name={t('restore.fact.roles')}>{createdRoles.join(', ')}</Fact>}
        </SwapFacts>
        {restore.previousDatabase !== null && (
          <Group gap="sm">
            <Undo restore={restore} />
            <Forget restore={restore} kept={restore.previousDatabase} />
          </Group>
        )}
      </Stack>
      <NextSteps restore={restore} />
    </>
  );
}

function KeptFacts({ restore: { previousDatabase, keepUntil } }: Pick<SwappedProps, 'restore'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (previousDatabase === null) return <Fact name={t('replace.fact.kept')}>{t('replace.keptNoMore')}</Fact>;
  return (
    <>
      <Fact name={t('replace.fact.kept')}>{previousDatabase}</Fact>
      {keepUntil !== null && <Fact name={t('replace.fact.until')}>{format.instant(keepUntil)}</Fact>}
    </>
  );
}

function NextSteps({ restore: { id, connection, database, previousDatabase } }: Pick<SwappedProps, 'restore'>) {
  const { t } = useTranslation();
  const { connections } = useCall('connections.list', {}).data ?? {};
  const server = connections?.find(({ name }) => name === connection);
  return (
    <Section title={t('restore.nextSteps')}>
      <Stack gap="sm" className="card">
        <Text size="sm">{t('replace.reconnect')}</Text>
        {server && <Line text={t('restore.connect')} line={connectLine(server, database)} />}
        {previousDatabase !== null && <Line text={t('replace.goBack')} line={undoLine(id, database)} />}
        {previousDatabase !== null && <Line text={t('replace.dropKept')} line={forgetLine(id, previousDatabase)} />}
      </Stack>
    </Section>
  );
}
