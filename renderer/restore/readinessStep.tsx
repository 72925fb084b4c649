import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { RestoreOrder, RowsOrder } from '../../shared/contract.ts';
import { useAction } from '../data/calls.ts';
import { ReplaceReadiness } from '../replace/replaceReadiness.tsx';
import { restoreLine, rowsLine } from './commands.ts';
import { OrderFacts } from './orderFacts.tsx';
import { ReadinessForm } from './readinessForm.tsx';
import { TrustChoice } from './trustChoice.tsx';
import { orderOf, replacementOf, rowsOf, type StepProps } from './state.ts';
import { useFresh } from './useFresh.ts';

/** Step 4, of a restore into a new database, of rows alone, or of a replacement. */
export function ReadinessStep(props: StepProps) {
  const order = orderOf(props.state);
  const replacement = replacementOf(props.state);
  if (replacement) return <ReplaceReadiness {...props} replacement={replacement} />;
  const rows = rowsOf(props.state);
  if (rows) return <RowsReadiness {...props} order={rows} />;
  return order && <Readiness {...props} order={order} />;
}

function Readiness({ state, dispatch, order }: StepProps & { readonly order: RestoreOrder }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const readiness = useFresh('restores.check', order);
  const start = useAction('restores.start');
  return (
    <ReadinessForm
      dispatch={dispatch}
      readiness={readiness}
      facts={<OrderFacts order={order} />}
      // Whether SQL is trusted is a question of its own.
      fixable={({ trustSql }) => trustSql === undefined}
      start={t('restore.start')}
      onStart={() => start.mutate(order, { onSuccess: ({ run }) => navigate(`/restore/run/${run.id}`) })}
      busy={start.isPending}
      error={start.error}
      line={restoreLine(order, state.backup?.connection ?? null)}
    >
      <TrustChoice state={state} dispatch={dispatch} checks={readiness.data?.checks ?? []} />
    </ReadinessForm>
  );
}

function RowsReadiness({ state, dispatch, order }: StepProps & { readonly order: RowsOrder }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const readiness = useFresh('restores.checkRows', order);
  const start = useAction('restores.startRows');
  return (
    <ReadinessForm
      dispatch={dispatch}
      readiness={readiness}
      facts={<OrderFacts order={order} />}
      fixable={() => false}
      start={t('restore.fill.start')}
      onStart={() => start.mutate(order, { onSuccess: ({ run }) => navigate(`/restore/run/${run.id}`) })}
      busy={start.isPending}
      error={start.error}
      line={rowsLine(order, state.backup?.connection ?? null)}
    >
      <TrustChoice state={state} dispatch={dispatch} checks={readiness.data?.checks ?? []} />
    </ReadinessForm>
  );
}
