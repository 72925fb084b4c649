import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import type { CallOutput } from '../../shared/contract.ts';
import { Loaded, Screen } from '../components/screen.tsx';
import { RunMark } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { useCall } from '../data/calls.ts';
import { SwapFacts } from '../replace/swapFacts.tsx';
import { useRestore } from '../replace/useRestore.ts';
import { CancelRun, RunProgress } from '../runs/activeRun.tsx';
import { Ended } from './ended.tsx';
import { OrderFacts } from './orderFacts.tsx';
import { Steps } from './steps.tsx';

/** The last two steps, of one run: how far it is, and what it came to. One can go away and come back. */
export function RestoreRun({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const active = useCall('runs.get', { run: id });
  const ended = active.data !== undefined && active.data.run.endedAt !== null;
  const kind = useRestore(id, ended)?.kind;
  return (
    <Screen title={t('restore.title')}>
      {kind !== 'undo' && <Steps current={ended ? 'result' : 'run'} open={() => null} />}
      <Loaded query={active}>
        {(data) => {
          if (data.run.kind !== 'restore') return <Redirect to={`/runs/${id}`} />;
          return data.run.endedAt === null ? <Running active={data} /> : <Ended run={data.run} />;
        }}
      </Loaded>
    </Screen>
  );
}

function Running({ active: { run, progress } }: { readonly active: CallOutput<'runs.get'> }) {
  const { t } = useTranslation();
  const order = useCall('restores.get', { run: run.id }).data?.order ?? null;
  const record = useRestore(run.id, false) ?? null;
  const kind = record === null || record.kind === 'new' || record.kind === 'rows' ? 'restore' : record.kind;
  const swap = kind === 'restore' ? null : record;
  return (
    <Stack component="section" gap="md" className="card">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t(`${kind}.running`)}
        </Title>
        <Group gap="sm">
          <RunMark state={run.state} />
          <CancelRun run={run} />
        </Group>
      </Group>
      <RunProgress run={run} known={progress} />
      {order && <OrderFacts order={order} />}
      {swap && <SwapFacts restore={swap} name={t('replace.fact.serving')} />}
      {swap && <Text size="sm">{t('replace.cancellable')}</Text>}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {t('restore.mayLeave')}
        </Text>
        <TextLink to={`/runs/${run.id}`} size="sm">
          {t('restore.log')}
        </TextLink>
      </Group>
    </Stack>
  );
}
