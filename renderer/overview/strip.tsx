import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import type { SlotState } from '../../shared/model/run.ts';
import type { Tone } from '../components/ring.tsx';
import { useFormat } from '../data/format.ts';

type Cell = CallOutput<'overview.get'>['plans'][number]['strip'][number];

const CELL = 8;
const STEP = 10;
const HEIGHT = 20;
const LENGTH = 30;
const BAD: readonly SlotState[] = ['failed', 'missed', 'skipped'];
/** Every state has a shape of its own: full, half, hollow, low. */
const LOOKS: Readonly<Record<SlotState, { readonly tone: Tone; readonly top: number; readonly hollow: boolean }>> = {
  done: { tone: 'good', top: 1, hollow: false },
  failed: { tone: 'bad', top: 10, hollow: false },
  missed: { tone: 'warn', top: 1, hollow: true },
  skipped: { tone: 'idle', top: 10, hollow: true },
  running: { tone: 'busy', top: 5, hollow: false },
  waiting: { tone: 'idle', top: 15, hollow: false },
};

/** One cell for each of the last slots, the newest on the right. */
export function Strip({ cells }: { readonly cells: readonly Cell[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bad = cells.filter(({ state }) => BAD.includes(state)).length;
  const good = cells.filter(({ state }) => state === 'done').length;
  const label = t('overview.strip', { count: cells.length, good, bad });
  const tell = ({ slot, state, reason }: Cell) =>
    [format.instant(slot), t(`slot.${state}`), reason && t(`slotReason.${reason}`)].filter(Boolean).join(' · ');
  return (
    <svg
      role="img"
      aria-label={label}
      width="100%"
      viewBox={`0 0 ${LENGTH * STEP} ${HEIGHT}`}
      style={{ maxWidth: 340 }}
    >
      {cells.map((cell, index) => {
        const { tone, top, hollow } = LOOKS[cell.state];
        return (
          <rect
            key={cell.slot}
            className={`tone-${tone}`}
            x={(LENGTH - cells.length + index) * STEP + 1}
            y={top}
            width={CELL}
            height={HEIGHT - top - 1}
            rx={2}
            fill={hollow ? 'transparent' : 'currentColor'}
            stroke="currentColor"
            strokeWidth={1.2}
          >
            <title>{tell(cell)}</title>
          </rect>
        );
      })}
    </svg>
  );
}
