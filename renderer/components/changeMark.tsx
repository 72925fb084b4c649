import { IconCircleCheck, IconCircleX, IconClockExclamation } from '@tabler/icons-react';
import type { Change } from '../../shared/contract.ts';
import { Marked } from './stateMark.tsx';

const MARKS = {
  failed: { icon: IconCircleX, tone: 'bad' },
  recovered: { icon: IconCircleCheck, tone: 'good' },
  drill_failed: { icon: IconCircleX, tone: 'bad' },
  drill_passed: { icon: IconCircleCheck, tone: 'good' },
  missed: { icon: IconClockExclamation, tone: 'warn' },
} as const;

/** How a plan's state has turned. */
export function ChangeMark({ state, text }: { readonly state: Change['state']; readonly text: string }) {
  return <Marked {...MARKS[state]} text={text} />;
}
