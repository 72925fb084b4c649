import { Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReadinessCheck } from '../../shared/contract.ts';
import { Marked } from '../components/stateMark.tsx';
import classes from './restore.module.css';

const MARKS = {
  error: { icon: IconCircleX, tone: 'bad' },
  warning: { icon: IconAlertTriangle, tone: 'warn' },
  note: { icon: IconInfoCircle, tone: 'idle' },
} as const;

/** What was looked at before anything is written. What the core says is English. */
export function Checks({ checks }: { readonly checks: readonly ReadinessCheck[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes['checks']}>
      {checks.map(({ code, ok, severity, message, nextStep }) => (
        <li key={`${code} ${message}`} data-check={code}>
          {ok ? (
            <Marked icon={IconCircleCheck} tone="good" text={t('restore.inOrder')} />
          ) : (
            <Marked {...MARKS[severity]} text={t(`severity.${severity}`)} />
          )}
          <Text fw={600}>
            {/* A newer core may check what these screens do not know. */}
            {i18n.exists(`restore.checkTitle.${code}`)
              ? t(`restore.checkTitle.${code}` as 'restore.checkTitle.space')
              : code}
          </Text>
          <div>
            <Text className="wrap">{message}</Text>
            {nextStep !== '' && (
              <Text size="sm" c="dimmed" className="wrap">
                {t('error.nextStep', { step: nextStep })}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
