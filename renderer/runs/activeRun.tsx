import { Button, Group, Progress as Bar, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import type { Progress, Run } from '../../shared/model/run.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { RunMark } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { useAction } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { useProgress } from '../data/live.tsx';
import { useKindNames } from './useKindNames.ts';

/** A run that is under way: what, how far, how fast, how long still, and Cancel. */
export function ActiveRun({ active }: { readonly active: CallOutput<'runs.get'> }) {
  const { run } = active;
  const nameOf = useKindNames([run]);
  return (
    <Stack gap="xs" className="card" data-run={run.id}>
      <Group justify="space-between" wrap="nowrap">
        <TextLink to={`/runs/${run.id}`}>{[nameOf(run), run.plan].filter(Boolean).join(' · ')}</TextLink>
        <Group gap="sm" wrap="nowrap">
          <RunMark state={run.state} />
          <CancelRun run={run} />
        </Group>
      </Group>
      <RunProgress run={run} known={active.progress} />
    </Stack>
  );
}

export function CancelRun({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const cancel = useAction('runs.cancel');
  const cancelling = run.state === 'cancelling' || cancel.isPending;
  if (run.endedAt !== null) return null;
  return (
    <>
      <Button variant="default" size="xs" disabled={cancelling} onClick={() => cancel.mutate({ run: run.id })}>
        {cancelling ? t('action.cancelling') : t('action.cancel')}
      </Button>
      {cancel.isError && <ErrorNotice error={cancel.error} />}
    </>
  );
}

export function RunProgress({ run, known }: { readonly run: Run; readonly known: Progress | null }) {
  const { t } = useTranslation();
  const progress = useProgress(run.id, known);
  const percent = progress?.fraction == null ? null : progress.fraction * 100;
  return (
    <Stack gap={6}>
      <Bar.Root>
        <Bar.Section
          value={percent ?? 100}
          animated={percent === null && run.state !== 'queued'}
          striped={percent === null}
          withAria={false}
          role="progressbar"
          aria-label={t('runs.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          {...(percent !== null && { 'aria-valuenow': Math.round(percent) })}
        />
      </Bar.Root>
      <Text size="sm" className="wrap">
        {progress === null ? t('progress.waiting') : <Told progress={progress} />}
      </Text>
      {progress?.stalled != null && (
        <Text size="sm" className="tone-warn wrap">
          {t('progress.stalled', { reason: progress.stalled })}
        </Text>
      )}
    </Stack>
  );
}

function Told({ progress }: { readonly progress: Progress }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { phase, object, fraction, bytes, bytesPerSecond, remainingMs } = progress;
  const parts = [
    // A newer core may have phases that these screens do not know.
    i18n.exists(`phase.${phase}`) ? t(`phase.${phase}` as 'phase.starting') : phase,
    object,
    fraction !== null && format.percent(fraction),
    bytes > 0 && format.bytes(bytes),
    bytesPerSecond > 0 && format.rate(bytesPerSecond),
    remainingMs !== null && t('progress.left', { time: format.duration(remainingMs) }),
  ];
  return parts.filter(Boolean).join(' · ');
}
