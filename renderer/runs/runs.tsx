import { Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Run } from '../../shared/model/run.ts';
import { Loaded, Screen, Section } from '../components/screen.tsx';
import { RunMark } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { When } from '../components/when.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { ActiveRun } from './activeRun.tsx';
import classes from './runs.module.css';
import { RunDrawer } from './runDrawer.tsx';
import { useKindNames } from './useKindNames.ts';

const PAGE = 50;

export function Runs({ opened }: { readonly opened: string | null }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(PAGE);
  const [, navigate] = useLocation();
  const active = useCall('runs.active', {});
  const runs = useCall('runs.list', { limit });
  const running = active.data?.runs ?? [];
  return (
    <Screen title={t('runs.title')}>
      {running.length > 0 && (
        <Section title={t('overview.running')}>
          {running.map((one) => (
            <ActiveRun key={one.run.id} active={one} />
          ))}
        </Section>
      )}
      <Loaded query={runs}>
        {(data) => (
          <>
            {data.runs.length === 0 ? <Text c="dimmed">{t('runs.none')}</Text> : <RunTable runs={data.runs} />}
            {data.runs.length === limit && (
              <Button variant="default" onClick={() => setLimit(limit + PAGE)} style={{ alignSelf: 'center' }}>
                {t('action.showMore')}
              </Button>
            )}
          </>
        )}
      </Loaded>
      <RunDrawer id={opened} onClose={() => navigate('/runs')} />
    </Screen>
  );
}

function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  const { t } = useTranslation();
  const nameOf = useKindNames(runs);
  return (
    <div className="card" style={{ padding: 0, overflowX: 'auto' }}>
      <Table className={classes['table'] ?? ''} highlightOnHover verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('runs.started')}</Table.Th>
            <Table.Th>{t('runs.kind')}</Table.Th>
            <Table.Th>{t('runs.plan')}</Table.Th>
            <Table.Th>{t('runs.state')}</Table.Th>
            <Table.Th>{t('runs.duration')}</Table.Th>
            <Table.Th>{t('runs.trigger')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} kind={nameOf(run)} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function RunRow({ run, kind }: { readonly run: Run; readonly kind: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const when = format.instant(run.startedAt);
  const name =
    run.plan === null ? t('runs.openNoPlan', { kind, when }) : t('runs.open', { kind, plan: run.plan, when });
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to={`/runs/${run.id}`} size="sm" hint={name}>
          <When at={run.startedAt} />
        </TextLink>
      </Table.Td>
      <Table.Td>{kind}</Table.Td>
      <Table.Td className={classes['plan']} title={run.plan ?? ''}>
        {run.plan}
      </Table.Td>
      <Table.Td>
        <RunMark state={run.state} />
      </Table.Td>
      <Table.Td>{run.durationMs === null ? '–' : format.duration(run.durationMs)}</Table.Td>
      <Table.Td>{t(`runTrigger.${run.trigger}`)}</Table.Td>
    </Table.Tr>
  );
}
