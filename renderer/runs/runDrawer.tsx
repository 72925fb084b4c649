import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Command } from '../components/copy.tsx';
import { ErrorView } from '../components/errorNotice.tsx';
import { SideDrawer } from '../components/sideDrawer.tsx';
import { Loaded } from '../components/screen.tsx';
import { RunMark } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { CancelRun, RunProgress } from './activeRun.tsx';
import { RunLog } from './runLog.tsx';
import { useKindNames } from './useKindNames.ts';

const LOG_POLL_MS = 2_000;

interface RunDrawerProps {
  readonly id: string | null;
  readonly onClose: () => void;
}

/** One run: its state, what went wrong, and its log. */
export function RunDrawer({ id, onClose }: RunDrawerProps) {
  const { t } = useTranslation();
  return (
    <SideDrawer title={t('runs.title')} opened={id !== null} onClose={onClose}>
      {id !== null && <Content id={id} />}
    </SideDrawer>
  );
}

function Content({ id }: { readonly id: string }) {
  const active = useCall('runs.get', { run: id });
  const running = active.data !== undefined && active.data.run.endedAt === null;
  const log = useCall('runs.log', { run: id }, { refetchInterval: running ? LOG_POLL_MS : false });
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Loaded query={active}>{(data) => <Facts active={data} />}</Loaded>
      <Title order={3} size="h5">
        {t('runs.log')}
      </Title>
      <Loaded query={log}>{({ lines }) => <RunLog lines={lines} />}</Loaded>
      <div>
        <Text size="sm" c="dimmed">
          {t('runs.command')}
        </Text>
        <Command line={`lifeboat log ${id}`} />
      </div>
    </Stack>
  );
}

function Facts({ active: { run, progress } }: { readonly active: CallOutput<'runs.get'> }) {
  const { t } = useTranslation();
  const nameOf = useKindNames([run]);
  const format = useFormat();
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600} className="wrap">
          {[nameOf(run), run.plan].filter(Boolean).join(' · ')}
        </Text>
        <Group gap="sm">
          <RunMark state={run.state} />
          <CancelRun run={run} />
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {[
          format.instant(run.startedAt),
          run.durationMs !== null && format.duration(run.durationMs),
          t(`runTrigger.${run.trigger}`),
          run.attempt > 1 && t('runs.attempt', { count: run.attempt }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {run.kind === 'restore' && <TextLink to={`/restore/run/${run.id}`}>{t('runs.openRestore')}</TextLink>}
      {run.endedAt === null && <RunProgress run={run} known={progress} />}
      {run.error !== null && <ErrorView error={run.error} />}
      <Remarks title={t('runs.warnings')} lines={run.warnings} />
      <Remarks
        title={t('runs.advisories')}
        lines={run.advisories.map(({ message, nextStep }) => `${message} ${nextStep}`)}
      />
    </Stack>
  );
}

function Remarks({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {lines.map((line) => (
        <Text key={line} size="sm" className="wrap">
          {line}
        </Text>
      ))}
    </div>
  );
}
