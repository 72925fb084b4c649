import { Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconRestore } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../shared/model/backup.ts';
import type { Drill as DrillResult } from '../../shared/model/drill.ts';
import { lifeboat } from '../commandLine.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { DifferenceTable } from '../components/differenceTable.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useAction, useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { RunToEnd } from './actions.tsx';

const MARKS = {
  restored: { icon: IconCircleCheck, tone: 'good' },
  different: { icon: IconCircleX, tone: 'bad' },
  damaged: { icon: IconCircleX, tone: 'bad' },
  failed: { icon: IconCircleX, tone: 'bad' },
  untestable: { icon: IconAlertTriangle, tone: 'warn' },
} as const;

/** So many differences are listed; the log of the run has them all. */
const MOST = 100;

/** What the last rehearsed restore of a backup came to, and the button for another. */
export function Drill({ backup }: { readonly backup: Backup }) {
  const { t } = useTranslation();
  const start = useAction('drills.start');
  const { data } = useCall('drills.list', { backup: backup.id, limit: 1 });
  const last = data?.drills[0];
  return (
    <Stack component="section" gap="sm" aria-label={t('drill.title')}>
      {last ? <Result drill={last} /> : <Text c="dimmed">{t('drill.none')}</Text>}
      <Text size="sm" c="dimmed">
        {t('drill.about')}
      </Text>
      <Group>
        <Button
          variant="default"
          leftSection={<IconRestore size={17} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate({ backup: backup.id })}
        >
          {t('drill.start')}
        </Button>
      </Group>
      {start.isError && <ErrorNotice error={start.error} />}
      {start.data && <RunToEnd run={start.data.run.id} />}
      <CommandToggle line={lifeboat('drill', backup.id)} />
    </Stack>
  );
}

function Result({ drill }: { readonly drill: DrillResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, on, startedAt, rtoMs, tables, rows, differences, reason, missing } = drill;
  const facts = [
    rtoMs !== null && t('drill.measured', { time: format.duration(rtoMs) }),
    tables > 0 &&
      t('drill.compared', {
        tables: t('drill.tables', { count: tables }),
        rows: t('drill.rows', { count: rows, number: format.count(rows) }),
      }),
    format.relative(startedAt),
    on !== null && t('drill.on', { connection: on }),
  ];
  return (
    <div data-drill={state}>
      <Marked {...MARKS[state]} text={t(`drill.state.${state}`)} />
      <Text size="sm" c="dimmed" className="wrap">
        {facts.filter(Boolean).join(' · ')}
      </Text>
      {reason !== undefined && differences.length === 0 && (
        <Text size="sm" className="wrap">
          {[state === 'untestable' && t('drill.untestable'), reason, missing?.nextStep].filter(Boolean).join(' ')}
        </Text>
      )}
      {differences.length > 0 && <DifferenceTable differences={differences} most={MOST} />}
    </div>
  );
}
