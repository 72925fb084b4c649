import { Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { RestoreOrder } from '../../shared/contract.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Loaded } from '../components/screen.tsx';
import { useAction } from '../data/calls.ts';
import { Checks } from './checks.tsx';
import { restoreLine } from './commands.ts';
import { OrderFacts } from './orderFacts.tsx';
import { type Fix, isDivisible, orderOf, type StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';
import { useFresh } from './useFresh.ts';

/** Step 4: what is in the way, before anything is written; and the start. */
export function ReadinessStep(props: StepProps) {
  const order = orderOf(props.state);
  return order && <Readiness {...props} order={order} />;
}

function Readiness({ state, dispatch, order }: StepProps & { readonly order: RestoreOrder }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const readiness = useFresh('restores.check', order);
  const start = useAction('restores.start');
  const checks = readiness.data?.checks ?? [];
  const obstacles = checks.filter(({ ok, severity }) => !ok && severity === 'error').length;
  const ready = readiness.isSuccess && !readiness.isFetching && obstacles === 0;
  const begin = () => start.mutate(order, { onSuccess: ({ run }) => navigate(`/restore/run/${run.id}`) });
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
      next={t('restore.start')}
      onNext={ready ? begin : null}
      busy={start.isPending}
    >
      <OrderFacts order={order} />
      <Loaded query={readiness}>
        {(data) => (
          <>
            <Checks checks={data.checks} onFix={isDivisible(state.backup) ? apply : null} />
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
      {start.isError && <ErrorNotice error={start.error} />}
      <CommandToggle line={restoreLine(order, state.backup?.connection ?? null)} />
    </StepForm>
  );
}
