import { Button, Group, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Loaded } from '../components/screen.tsx';
import { Checks } from './checks.tsx';
import type { Fix, StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';

interface ReadinessFormProps extends Pick<StepProps, 'dispatch'> {
  readonly readiness: UseQueryResult<CallOutput<'restores.check'>>;
  readonly facts: ReactNode;
  readonly fixable: (fix: Fix) => boolean;
  /** What the button that starts it says. */
  readonly start: string;
  readonly onStart: () => void;
  /** False while something has to be typed first. */
  readonly confirmed?: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly line: string;
  /** What comes after the checks. */
  readonly children?: ReactNode;
}

/** What is in the way, before anything is written; and the start. */
export function ReadinessForm(props: ReadinessFormProps) {
  const { t } = useTranslation();
  const { dispatch, readiness, facts, fixable, confirmed = true, error, children } = props;
  const checks = readiness.data?.checks ?? [];
  const obstacles = checks.filter(({ ok, severity }) => !ok && severity === 'error').length;
  const ready = readiness.isSuccess && !readiness.isFetching && obstacles === 0;
  const status = useRef<HTMLParagraphElement>(null);
  const apply = (fix: Fix) => {
    dispatch({ type: 'fix', fix });
    // The button goes with what it has put right.
    status.current?.focus();
  };
  return (
    <StepForm
      title={t('restore.ready')}
      onBack={() => dispatch({ type: 'go', step: 'target' })}
      next={props.start}
      onNext={ready && confirmed ? props.onStart : null}
      busy={props.busy}
    >
      {facts}
      <Loaded query={readiness}>
        {(data) => (
          <>
            <Checks checks={data.checks} fixable={fixable} onFix={apply} />
            {data.client !== null && (
              <Text size="sm" c="dimmed">
                {t('restore.programs', { client: data.client, server: data.serverVersion ?? '–' })}
              </Text>
            )}
          </>
        )}
      </Loaded>
      <Group gap="md">
        <Button
          variant="default"
          leftSection={<IconRefresh size={17} aria-hidden />}
          loading={readiness.isFetching}
          onClick={() => void readiness.refetch()}
        >
          {t('restore.recheck')}
        </Button>
        <Text ref={status} role="status" tabIndex={-1} fw={600}>
          {readiness.isFetching && t('restore.checking')}
          {ready && t('restore.nothingInTheWay')}
          {!readiness.isFetching && obstacles > 0 && t('restore.obstacles', { count: obstacles })}
        </Text>
      </Group>
      {children}
      {error !== null && <ErrorNotice error={error} />}
      <CommandToggle line={props.line} />
    </StepForm>
  );
}
