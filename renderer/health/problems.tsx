import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/contract.ts';
import { Copy } from '../components/copy.tsx';
import { Marked } from '../components/stateMark.tsx';

const MARKS = {
  error: { icon: IconCircleX, tone: 'bad' },
  warning: { icon: IconAlertTriangle, tone: 'warn' },
  note: { icon: IconInfoCircle, tone: 'idle' },
} as const;

/** Each problem with its next step. */
export function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return <Marked icon={IconCircleCheck} tone="good" text={t('health.noProblems')} />;
  return (
    <Stack gap="sm">
      {problems.map((problem) => (
        <div key={`${problem.code} ${problem.message}`} className="card">
          <Marked {...MARKS[problem.severity]} text={t(`severity.${problem.severity}`)} />
          <Text className="wrap">{problem.message}</Text>
          <Text size="sm" className="wrap">
            {t('error.nextStep', { step: problem.nextStep })}
          </Text>
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {t('error.code', { code: problem.code })}
            </Text>
            <Copy text={[problem.code, problem.message, problem.nextStep].join('\n')} />
          </Group>
        </div>
      ))}
    </Stack>
  );
}
