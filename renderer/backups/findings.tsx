import { Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../shared/model/alert.ts';
import { Marked } from '../components/stateMark.tsx';

const NOTICE = { icon: IconInfoCircle, tone: 'idle' } as const;
const WARNING = { icon: IconAlertTriangle, tone: 'warn' } as const;

/** What was unusual about a backup when it was taken. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation();
  return (
    <Stack component="section" gap={6} aria-label={t('backup.findings')}>
      {findings.map(({ rule, object, message, nextStep }) => (
        <div key={`${rule} ${object ?? ''}`} data-finding={rule}>
          <Marked {...(rule === 'schema_changed' ? NOTICE : WARNING)} text={message} />
          <Text size="sm" c="dimmed" className="wrap">
            {t('error.nextStep', { step: nextStep })}
          </Text>
        </div>
      ))}
    </Stack>
  );
}
