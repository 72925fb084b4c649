import { useTranslation } from 'react-i18next';

export type RingState = 'protected' | 'running' | 'attention' | 'failed' | 'paused' | 'empty';
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'idle';

interface RingProps {
  readonly state: RingState;
  readonly tone: Tone;
  readonly size?: number;
}

const WHOLE = 'M24 8a16 16 0 1 1 0 32a16 16 0 1 1 0 -32';
const SHAPES: Readonly<Record<RingState, { readonly ring: string; readonly inside: string }>> = {
  protected: { ring: WHOLE, inside: '' },
  running: { ring: 'M24 8a16 16 0 1 1 -16 16', inside: '' },
  attention: { ring: 'M30 9.2a16 16 0 1 1 -12 0', inside: 'M24 8v.01' },
  failed: { ring: 'M29 8.8a16 16 0 0 1 0 30.4M19 39.2a16 16 0 0 1 0 -30.4', inside: 'M20 20l8 8M28 20l-8 8' },
  paused: { ring: WHOLE, inside: 'M21 19v10M27 19v10' },
  empty: { ring: WHOLE, inside: '' },
};

/** The lifebuoy: its shape says the state, and its name says it in words. */
export function Ring({ state, tone, size = 72 }: RingProps) {
  const { t } = useTranslation();
  const { ring, inside } = SHAPES[state];
  return (
    <svg
      role="img"
      aria-label={t(`ring.${state}`)}
      className={`tone-${tone}`}
      width={size}
      height={size}
      viewBox="0 0 48 48"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      style={{ flex: 'none' }}
    >
      <path d={ring} strokeWidth={state === 'empty' ? 1.5 : 8} {...(state === 'running' && { className: 'turning' })} />
      {inside !== '' && <path d={inside} strokeWidth={state === 'attention' ? 6 : 3.5} />}
    </svg>
  );
}
