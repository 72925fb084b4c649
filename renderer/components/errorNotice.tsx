import { Alert, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ErrorJson } from '../../shared/errors.ts';
import { asAppError } from '../data/queryClient.ts';
import { Copy } from './copy.tsx';

interface ErrorNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What a call or an action failed with. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  return <ErrorView error={asAppError(error).toJSON()} {...(onRetry && { onRetry })} />;
}

/** What kind of error it is, in the person's language; then what the core says in English, the next step, the code, and the detail to copy. */
export function ErrorView({ error, onRetry }: { readonly error: ErrorJson; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <Alert
      role="alert"
      variant="default"
      icon={<IconAlertTriangle className="tone-bad" aria-hidden />}
      title={t(`errorTitle.${error.code}`)}
    >
      <Stack gap={6}>
        <Text size="sm" fw={500} className="wrap">
          {error.message}
        </Text>
        <Text size="sm" className="wrap">
          {t('error.nextStep', { step: error.nextStep })}
        </Text>
        <Group gap="sm">
          <Text size="xs" c="dimmed">
            {t('error.code', { code: error.code })}
          </Text>
          <Copy text={[error.code, error.message, error.nextStep, error.detail].filter(Boolean).join('\n')} />
          {error.detail !== undefined && (
            <Button size="compact-xs" variant="default" onClick={toggle} aria-expanded={shown}>
              {shown ? t('action.hideDetail') : t('action.showDetail')}
            </Button>
          )}
          {onRetry && (
            <Button size="compact-xs" variant="default" onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )}
        </Group>
        <Collapse expanded={shown} transitionDuration={0} keepMounted={false}>
          <Text component="pre" className="mono" m={0} style={{ whiteSpace: 'pre-wrap' }}>
            {error.detail}
          </Text>
        </Collapse>
      </Stack>
    </Alert>
  );
}
