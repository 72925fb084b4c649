import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFileOff,
  IconLoader,
  IconPlayerPause,
  IconPlugX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PlanStatus } from '../../shared/contract.ts';
import type { BackupState } from '../../shared/model/backup.ts';
import type { RunState } from '../../shared/model/run.ts';
import type { Tone } from './ring.tsx';

type Icon = typeof IconClock;
interface Mark {
  readonly icon: Icon;
  readonly tone: Tone;
}

const RUN_MARKS: Readonly<Record<RunState, Mark>> = {
  queued: { icon: IconClock, tone: 'idle' },
  running: { icon: IconLoader, tone: 'busy' },
  cancelling: { icon: IconLoader, tone: 'warn' },
  succeeded: { icon: IconCircleCheck, tone: 'good' },
  warned: { icon: IconAlertTriangle, tone: 'warn' },
  failed: { icon: IconCircleX, tone: 'bad' },
  cancelled: { icon: IconBan, tone: 'idle' },
  interrupted: { icon: IconPlugX, tone: 'bad' },
};
const PLAN_MARKS: Readonly<Record<PlanStatus['state'], Mark>> = {
  protected: { icon: IconCircleCheck, tone: 'good' },
  overdue: { icon: IconAlertTriangle, tone: 'warn' },
  unprotected: { icon: IconCircleX, tone: 'bad' },
  paused: { icon: IconPlayerPause, tone: 'idle' },
};
const BACKUP_MARKS: Readonly<Record<BackupState, Mark>> = {
  good: { icon: IconCircleCheck, tone: 'good' },
  damaged: { icon: IconAlertTriangle, tone: 'bad' },
  missing: { icon: IconFileOff, tone: 'bad' },
};

export function RunMark({ state }: { readonly state: RunState }) {
  const { t } = useTranslation();
  return <Marked {...RUN_MARKS[state]} text={t(`runState.${state}`)} />;
}

export function PlanMark({ state }: { readonly state: PlanStatus['state'] }) {
  const { t } = useTranslation();
  return <Marked {...PLAN_MARKS[state]} text={t(`planState.${state}`)} />;
}

/** Good is said in grey as long as nothing has proven it. */
export function BackupMark({ state, proven }: { readonly state: BackupState; readonly proven: boolean }) {
  const { t } = useTranslation();
  const { icon, tone } = BACKUP_MARKS[state];
  return <Marked icon={icon} tone={tone === 'good' && !proven ? 'idle' : tone} text={t(`backupState.${state}`)} />;
}

/** State by shape and words as well as colour. */
export function Marked({ icon: Shape, tone, text }: Mark & { readonly text: string }) {
  return (
    <span
      className={`tone-${tone}`}
      style={{ display: 'inline-flex', alignItems: 'center', verticalAlign: 'bottom', gap: 6, fontWeight: 500 }}
    >
      <Shape size={17} stroke={2} aria-hidden style={{ flex: 'none' }} />
      <span>{text}</span>
    </span>
  );
}
