import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Figure } from './figure.tsx';
import { HistoryTable } from './historyTable.tsx';
import { LazyTimeChart } from './lazyTimeChart.tsx';
import { byteTicks, durationTicks } from './scale.ts';

type Points = CallOutput<'backups.history'>['points'];

/** How large the good backups of a plan became, and how long they took. */
export function PlanHistory({ plan }: { readonly plan: string }) {
  const history = useCall('backups.history', { plan });
  return <Loaded query={history}>{({ points }) => <Shown points={points} />}</Loaded>;
}

function Shown({ points }: { readonly points: Points }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [first] = points;
  if (first === undefined) return <Text c="dimmed">{t('charts.noHistory')}</Text>;
  if (points.length === 1) {
    const only = { when: format.instant(first.at), size: format.bytes(first.bytes) };
    return <Text c="dimmed">{t('charts.oneBackup', { ...only, duration: format.duration(first.durationMs) })}</Text>;
  }
  return (
    <Stack gap="md">
      <Course
        title={t('charts.size')}
        points={points.map(({ at, bytes }) => ({ at, value: bytes }))}
        ticksTo={byteTicks}
        format={format.bytes}
      />
      <Course
        title={t('charts.duration')}
        points={points.map(({ at, durationMs }) => ({ at, value: durationMs }))}
        ticksTo={durationTicks}
        format={format.duration}
      />
      <HistoryTable points={points} />
    </Stack>
  );
}

interface CourseProps {
  readonly title: string;
  readonly points: readonly { readonly at: string; readonly value: number }[];
  readonly ticksTo: (highest: number) => number[];
  readonly format: (value: number) => string;
}

function Course({ title, points, ticksTo, format: formatValue }: CourseProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = points.map(({ value }) => value);
  const highest = Math.max(...values);
  const summary = t('charts.course', {
    count: points.length,
    from: format.day(points[0]?.at ?? ''),
    until: format.day(points.at(-1)?.at ?? ''),
    lowest: formatValue(Math.min(...values)),
    highest: formatValue(highest),
    last: formatValue(values.at(-1) ?? 0),
  });
  return (
    <Figure title={title} summary={summary}>
      <LazyTimeChart
        points={points.map(({ at, value }) => ({ at: Date.parse(at), value }))}
        series={[{ name: 'value', label: title, color: 'var(--state-busy)' }]}
        ticks={ticksTo(highest)}
        format={formatValue}
      />
    </Figure>
  );
}
