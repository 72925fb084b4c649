import { Text } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Backup, type ProofLevel, proofLevels, type Verification } from '../../shared/model/backup.ts';
import { Marked } from '../components/stateMark.tsx';
import { useFormat } from '../data/format.ts';
import classes from './backups.module.css';

interface LadderProps {
  readonly backup: Backup;
  readonly verifications: readonly Verification[];
}

/** The rungs of proof, each with the last time it was reached or failed. */
export function Ladder({ backup, verifications }: LadderProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ol className={classes['ladder']}>
      {proofLevels.map((level) => {
        const rung = stand(level, backup, verifications);
        return (
          <li key={level} data-level={level} data-reached={rung.kind === 'reached'}>
            <Marked {...MARKS[rung.kind]} text={t(`proof.${level}`)} />
            <Text size="sm" c="dimmed" className="wrap">
              {rung.kind === 'open' && t('backup.notReached')}
              {rung.kind === 'reached' && format.instant(rung.at)}
              {rung.kind === 'failed' &&
                t('backup.failedCheck', { when: format.instant(rung.at), reason: rung.reason })}
            </Text>
          </li>
        );
      })}
    </ol>
  );
}

const MARKS = {
  reached: { icon: IconCircleCheck, tone: 'good' },
  failed: { icon: IconCircleX, tone: 'bad' },
  open: { icon: IconCircleDashed, tone: 'idle' },
} as const;

type Rung =
  | { readonly kind: 'open' }
  | { readonly kind: 'reached'; readonly at: string }
  | { readonly kind: 'failed'; readonly at: string; readonly reason: string };

/** Where a backup stands on one rung: the last check of just this level counts; a higher rung stands on the lower ones. Exported for its test. */
export function stand(level: ProofLevel, backup: Backup, verifications: readonly Verification[]): Rung {
  const newest = verifications.filter((one) => one.level === level).sort((a, b) => b.at.localeCompare(a.at))[0];
  if (newest && !newest.ok) return { kind: 'failed', at: newest.at, reason: newest.reason ?? '' };
  if (newest) return { kind: 'reached', at: newest.at };
  const reached = proofLevels.indexOf(backup.verification.level) >= proofLevels.indexOf(level);
  return reached && backup.state !== 'missing' ? { kind: 'reached', at: backup.verification.at } : { kind: 'open' };
}
