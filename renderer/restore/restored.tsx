import { Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RestoreOrder } from '../../shared/contract.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { Marked } from '../components/stateMark.tsx';
import { useFormat } from '../data/format.ts';
import { Differences } from './differences.tsx';
import { NextSteps } from './nextSteps.tsx';
import { Fact, OrderFacts } from './orderFacts.tsx';

interface RestoredProps {
  readonly result: RestoreResult;
  /** Null when its log is gone. */
  readonly order: RestoreOrder | null;
}

/** A database that is there now: whether it equals the backup, and what to do with it. */
export function Restored({ result, order }: RestoredProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const compared = order?.content === 'schema' ? 'schema' : 'all';
  const { ok, differences, errors, createdRoles } = result;
  return (
    <>
      <Stack component="section" gap="md" className="card">
        <Title order={2} size="h4" tabIndex={-1}>
          {ok ? (
            <Marked icon={IconCircleCheck} tone="good" text={t('restore.equal')} />
          ) : (
            <Marked icon={IconAlertTriangle} tone="bad" text={t('restore.different', { count: differences.length })} />
          )}
        </Title>
        <Text>{t(ok ? `restore.equalHint.${compared}` : 'restore.differentHint')}</Text>
        <OrderFacts order={order ?? { backup: result.backup, toNew: result.database, on: result.connection }}>
          <Fact name={t('restore.fact.tables')}>{format.count(result.tables)}</Fact>
          <Fact name={t('restore.fact.rows')}>{format.count(result.rows)}</Fact>
          <Fact name={t('restore.fact.took')}>{format.duration(result.durationMs)}</Fact>
          {createdRoles.length > 0 && <Fact name={t('restore.fact.roles')}>{createdRoles.join(', ')}</Fact>}
        </OrderFacts>
        {errors.map((error) => (
          <Text key={error} size="sm" className="mono">
            {error}
          </Text>
        ))}
      </Stack>
      {differences.length > 0 && <Differences differences={differences} />}
      <NextSteps result={result} order={order} />
    </>
  );
}
