import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Figure } from './figure.tsx';
import { LazyTimeChart } from './lazyTimeChart.tsx';
import { byteTicks } from './scale.ts';

type Course = CallOutput<'disks.forecast'>['disks'][number];

/** What the backups in a folder took, and how that goes on to the day the disk is full. */
export function DiskForecast({ root }: { readonly root: string }) {
  const forecast = useCall('disks.forecast', {});
  return (
    <Loaded query={forecast}>
      {({ disks }) => {
        const course = disks.find((disk) => disk.root === root);
        return course && <Told course={course} />;
      }}
    </Loaded>
  );
}

function Told({ course }: { readonly course: Course }) {
  const { t } = useTranslation();
  const format = useFormat();
  // The last of them is now.
  if (course.taken.length > 1) return <Chart course={course} />;
  return <Text c="dimmed">{t('charts.noForecast', { now: format.bytes(course.taken.at(-1)?.bytes ?? 0) })}</Text>;
}

function Chart({ course }: { readonly course: Course }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { taken, coming, bytesPerDay, freeBytes, fullAt } = course;
  const now = taken.at(-1)?.bytes ?? 0;
  const limit = now + freeBytes;
  const highest = Math.max(...[...taken, ...coming].map(({ bytes }) => bytes), fullAt === null ? 0 : limit);
  const growth = { now: format.bytes(now), perDay: format.bytes(bytesPerDay) };
  const summary =
    fullAt === null ? t('charts.neverFull', growth) : t('charts.full', { ...growth, day: format.day(fullAt) });
  const future = coming.length > 1;
  return (
    <Figure title={t('charts.forecast')} summary={summary}>
      <LazyTimeChart
        points={[
          ...taken.map(({ at, bytes }) => ({ at: Date.parse(at), taken: bytes })),
          ...(future ? coming.map(({ at, bytes }) => ({ at: Date.parse(at), coming: bytes })) : []),
        ]}
        series={[
          { name: 'taken', label: t('charts.takenSoFar'), color: 'var(--state-busy)' },
          ...(future
            ? [{ name: 'coming', label: t('charts.coming'), color: 'var(--state-warn)', strokeDasharray: '6 5' }]
            : []),
        ]}
        ticks={byteTicks(highest)}
        format={format.bytes}
        {...(fullAt !== null && { limit: { value: limit, label: t('charts.diskFull') } })}
      />
    </Figure>
  );
}
