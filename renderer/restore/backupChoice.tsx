import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../shared/model/backup.ts';
import { BackupMark, Marked } from '../components/stateMark.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { ChoiceRow } from './choiceRow.tsx';
import classes from './restore.module.css';

interface BackupChoiceProps {
  readonly backup: Backup;
  readonly chosen: boolean;
  readonly disabled: boolean;
  /** It is the newest proven one. */
  readonly suggested: boolean;
  readonly onChoose: () => void;
}

/** One backup to choose; one that is known to be bad is shown as such. */
export function BackupChoice({ backup, chosen, disabled, suggested, onChoose }: BackupChoiceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { createdAt, state, verification } = backup;
  const { data } = useCall('status.get', {});
  const rtoMs = data?.plans.find(({ plan }) => plan === backup.plan)?.rtoMs ?? null;
  const facts = [
    backup.plan,
    state === 'good' && t('restore.proof', { level: t(`proof.${verification.level}`) }),
    format.bytes(backup.storedBytes),
    backup.connection,
    rtoMs !== null && `${t('drill.rto')}: ${format.duration(rtoMs)}`,
  ];
  return (
    <ChoiceRow name="backup" chosen={chosen} disabled={disabled} onChoose={onChoose}>
      <span className={classes['choiceText']}>
        <Text span fw={600} className="wrap">
          {backup.database} · {format.relative(createdAt)}
        </Text>
        {state !== 'good' && <BackupMark state={state} proven={false} />}
        {suggested && <Marked icon={IconCircleCheck} tone="good" text={t('restore.suggested')} />}
      </span>
      <Text span size="sm" c="dimmed" className="wrap">
        {format.instant(createdAt)} · {facts.filter(Boolean).join(' · ')}
      </Text>
    </ChoiceRow>
  );
}
