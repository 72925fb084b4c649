import { Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Fact, Facts } from '../components/facts.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useFormat } from '../data/format.ts';
import { Problems } from '../health/problems.tsx';

/** So many databases are named; the rest is counted. */
const MOST = 50;

/** What a server that answers says of itself. */
export function ProbeReport({ report }: { readonly report: CallOutput<'connections.probe'>['connection'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { serverVersion, clientChosen, databases, problems } = report;
  const named = databases
    .slice(0, MOST)
    .map(({ name, bytes }) => (bytes === null ? name : `${name} (${format.bytes(bytes)})`));
  const rest = databases.length - named.length;
  return (
    <Stack gap="sm" role="status">
      <Marked icon={IconPlugConnected} tone="good" text={t('probe.reached')} />
      <Facts>
        <Fact name={t('probe.version')}>{`PostgreSQL ${serverVersion}`}</Fact>
        <Fact name={t('probe.client')}>{clientChosen === '' ? t('health.unknown') : `pg_dump ${clientChosen}`}</Fact>
        <Fact name={t('probe.databases')}>
          {[...named, ...(rest > 0 ? [t('probe.more', { count: rest })] : [])].join(', ')}
        </Fact>
      </Facts>
      {problems.length > 0 ? <Problems problems={problems} /> : <Text size="sm">{t('health.noProblems')}</Text>}
    </Stack>
  );
}
