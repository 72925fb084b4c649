import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './timeChart.tsx';

const TimeChart = lazy(async () => ({ default: (await import('./timeChart.tsx')).TimeChart }));

/** The charts are larger than all the rest together; they come when the first one is shown. */
export function LazyTimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<Skeleton height={190} radius="md" />}>
      <TimeChart {...props} />
    </Suspense>
  );
}
