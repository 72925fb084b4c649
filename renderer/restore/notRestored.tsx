import { Stack, Text, Title } from '@mantine/core';
import { IconBan, IconCircleX, IconPlugX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../shared/model/run.ts';
import { ErrorView } from '../components/errorNotice.tsx';
import { Marked } from '../components/stateMark.tsx';
import { OrderFacts } from './orderFacts.tsx';
import { isRows, type Order } from './orders.ts';
import { mayHelp } from './outcome.ts';
import { SalvageOffer } from './salvageOffer.tsx';

const MARKS = {
  cancelled: { icon: IconBan, tone: 'idle' },
  interrupted: { icon: IconPlugX, tone: 'bad' },
  failed: { icon: IconCircleX, tone: 'bad' },
} as const;

interface NotRestoredProps {
  readonly run: Run;
  readonly order: Order | null;
}

/** A restore that was cancelled or went wrong: why, and that the target is as it was. */
export function NotRestored({ run, order }: NotRestoredProps) {
  const { t } = useTranslation();
  const state = run.state === 'cancelled' || run.state === 'interrupted' ? run.state : 'failed';
  // Rows alone are all there or none: the server itself takes back what was begun.
  const left =
    order !== null && isRows(order)
      ? false
      : state === 'interrupted' || run.advisories.some(({ code }) => code === 'scratch_left');
  return (
    <Stack component="section" gap="md" className="card">
      <Title order={2} size="h4" tabIndex={-1}>
        <Marked {...MARKS[state]} text={t(`restore.ended.${state}`)} />
      </Title>
      <Text>{t(left ? 'restore.asItWasLater' : 'restore.asItWas')}</Text>
      {run.error !== null && state !== 'cancelled' && <ErrorView error={run.error} />}
      {order && <OrderFacts order={order} />}
      {order && mayHelp(run, order) && <SalvageOffer backup={order.backup} />}
    </Stack>
  );
}
