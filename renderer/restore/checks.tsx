import { Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReadinessCheck } from '../../shared/contract.ts';
import { Marked } from '../components/stateMark.tsx';
import classes from './restore.module.css';
import type { Fix } from './state.ts';

const MARKS = {
  error: { icon: IconCircleX, tone: 'bad' },
  warning: { icon: IconAlertTriangle, tone: 'warn' },
  note: { icon: IconInfoCircle, tone: 'idle' },
} as const;

interface ChecksProps {
  readonly checks: readonly ReadinessCheck[];
  /** Whether an order can be changed in such a way. */
  readonly fixable: (fix: Fix) => boolean;
  readonly onFix: (fix: Fix) => void;
}

/** What was looked at before anything is written. What the core says is English. */
export function Checks({ checks, fixable, onFix }: ChecksProps) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes['checks']}>
      {checks.map(({ code, ok, severity, message, nextStep, fix }) => (
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
            {fix !== null && fixable(fix) && <FixButton fix={fix} onFix={onFix} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function FixButton({ fix, onFix }: { readonly fix: Fix; readonly onFix: (fix: Fix) => void }) {
  const { t } = useTranslation();
  const { noOwner, noTablespaces, skipExtensions = [] } = fix;
  const words = [
    noOwner && t('restore.fix.noOwner'),
    noTablespaces && t('restore.fix.noTablespaces'),
    skipExtensions.length > 0 && t('restore.fix.skipExtensions', { names: skipExtensions.join(', ') }),
  ];
  return (
    <Button variant="default" size="xs" mt={6} className={classes['fix'] ?? ''} onClick={() => onFix(fix)}>
      {words.filter(Boolean).join(' · ')}
    </Button>
  );
}
