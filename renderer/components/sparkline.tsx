interface SparklineProps {
  readonly values: readonly number[];
  readonly label: string;
}

const WIDTH = 96;
const HEIGHT = 24;
const MARGIN = 3;

/** The course of a value, oldest first. */
export function Sparkline({ values, label }: SparklineProps) {
  const points = placed(values);
  const [x = 0, y = 0] = points.at(-1) ?? [];
  return (
    <svg role="img" aria-label={label} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <title>{label}</title>
      <polyline
        className="tone-busy"
        points={points.map((point) => point.join(',')).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
      <circle className="tone-busy" cx={x} cy={y} r={2.5} fill="currentColor" />
    </svg>
  );
}

/** From nothing upwards, so that a small change looks small. Exported for its test. */
export function placed(values: readonly number[]): [x: number, y: number][] {
  const highest = Math.max(...values, 1);
  const step = values.length > 1 ? (WIDTH - 2 * MARGIN) / (values.length - 1) : 0;
  return values.map((value, index) => [
    values.length > 1 ? MARGIN + index * step : WIDTH - MARGIN,
    HEIGHT - MARGIN - (value / highest) * (HEIGHT - 2 * MARGIN),
  ]);
}
