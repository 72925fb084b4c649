import '@mantine/charts/styles.css';
import { LineChart, type LineChartSeries } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../data/format.ts';
import { timeTicks } from './scale.ts';

const DOTS = 40;

export interface TimeChartProps {
  /** Each with its instant in ms as `at`, oldest first, and a value for some of the series. */
  readonly points: readonly { readonly at: number; readonly [series: string]: number }[];
  readonly series: LineChartSeries[];
  /** From the lowest to the highest. */
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly stepped?: boolean;
  /** A line across, such as what there is room for. */
  readonly limit?: { readonly value: number; readonly label: string };
}

/**
 * Values over time. What it shows is said in words beside it, so it is hidden from those who do not see it.
 * This is the only module that brings the charts along; load it when there is something to draw.
 */
export function TimeChart({ points, series, ticks, format: formatValue, stepped = false, limit }: TimeChartProps) {
  const { i18n } = useTranslation();
  const format = useFormat();
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 0;
  const time = timeTicks(from, to);
  const tickFormat = new Intl.DateTimeFormat(i18n.language, TICK_FORMATS[time.unit]);
  return (
    <div aria-hidden>
      <LineChart
        h={190}
        data={[...points]}
        dataKey="at"
        series={series}
        curveType={stepped ? 'stepAfter' : 'linear'}
        withDots={points.length <= DOTS}
        connectNulls={false}
        accessibilityLayer={false}
        valueFormatter={formatValue}
        withLegend={series.length > 1}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: [from, to],
          ticks: [...time.ticks],
          tickFormatter: (value: number) => tickFormat.format(value),
        }}
        yAxisProps={{ ticks: [...ticks], domain: [0, ticks.at(-1) ?? 'auto'], interval: 0, width: 86 }}
        tooltipProps={{
          // Without a label as long as nothing is pointed at.
          labelFormatter: (at) => (typeof at === 'number' ? format.instant(new Date(at).toISOString()) : ''),
        }}
        lineChartProps={{ margin: { top: 8, right: 16 } }}
        {...(limit && { referenceLines: [{ y: limit.value, label: limit.label, color: 'var(--state-bad)' }] })}
      />
    </div>
  );
}

const TICK_FORMATS: Readonly<Record<'day' | 'minute' | 'second', Intl.DateTimeFormatOptions>> = {
  day: { dateStyle: 'medium' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};
