import { Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { Fact } from '../components/facts.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useFormat } from '../data/format.ts';
import { Differences } from './differences.tsx';
import { Listed } from './listed.tsx';
import { NextSteps } from './nextSteps.tsx';
import { OrderFacts } from './orderFacts.tsx';
import type { Order } from './orders.ts';
import { comparedOf, outcomeOf } from './outcome.ts';

const MARKS = {
  equal: { icon: IconCircleCheck, tone: 'good' },
  partial: { icon: IconAlertTriangle, tone: 'bad' },
  different: { icon: IconAlertTriangle, tone: 'bad' },
} as const;

interface RestoredProps {
  readonly result: RestoreResult;
  /** Null when its log is gone. */
  readonly order: Order | null;
  /** The database was there before. */
  readonly filled: boolean;
}

/** A database that is there now: whether it equals the backup, and what to do with it. */
export function Restored({ result, order, filled }: RestoredProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { differences, errors, omitted, createdRoles } = result;
  const outcome = outcomeOf(result, order);
  return (
    <>
      <Stack component="section" gap="md" className="card">
        <Title order={2} size="h4" tabIndex={-1}>
          <Marked {...MARKS[outcome]} text={t(`restore.${outcome}`, { count: differences.length })} />
        </Title>
        <Text>{t(outcome === 'equal' ? `restore.equalHint.${comparedOf(order)}` : `restore.${outcome}Hint`)}</Text>
        <OrderFacts order={order ?? { backup: result.backup, toNew: result.database, on: result.connection }}>
          <Fact name={t('restore.fact.tables')}>{format.count(result.tables)}</Fact>
          <Fact name={t('restore.fact.rows')}>{format.count(result.rows)}</Fact>
          <Fact name={t('restore.fact.took')}>{format.duration(result.durationMs)}</Fact>
          {createdRoles.length > 0 && <Fact name={t('restore.fact.roles')}>{createdRoles.join(', ')}</Fact>}
        </OrderFacts>
      </Stack>
      <Listed title={t('restore.errors')} lines={errors} />
      <Listed title={t('restore.omitted')} hint={t('restore.omittedHint')} lines={omitted} />
      {differences.length > 0 && <Differences differences={differences} />}
      <NextSteps result={result} order={order} filled={filled} />
    </>
  );
}
