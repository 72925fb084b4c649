import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestoreOrder, RowsOrder } from '../../shared/contract.ts';
import { Fact, Facts } from '../components/facts.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { BackupLink } from './backupLink.tsx';
import { isRows } from './orders.ts';
import { isPartial } from './outcome.ts';
import { ServerMark } from './serverMark.tsx';

/** So many names are shown; the command line has them all. */
const MOST = 12;

/** All of it, or what is left when the log is gone. */
type Known = Pick<RestoreOrder, 'backup' | 'toNew' | 'on'> & Partial<RestoreOrder>;

interface OrderFactsProps {
  readonly order: Known | RowsOrder;
  readonly children?: ReactNode;
}

/** What is restored, and into what. */
export function OrderFacts({ order: given, children }: OrderFactsProps) {
  const rows = isRows(given);
  const order: Known = rows ? { ...given, toNew: given.into, content: 'data' } : given;
  const { t } = useTranslation();
  const format = useFormat();
  const { backup } = useCall('backups.show', { backup: order.backup }).data ?? {};
  const servers = useCall('connections.list', {}).data?.connections ?? [];
  const on = order.on ?? backup?.connection ?? '';
  return (
    <Facts>
      <Fact name={t('restore.fact.backup')}>
        <BackupLink id={order.backup} />
      </Fact>
      {order.content && (
        <Fact name={t('restore.fact.content')}>
          {isPartial(order) && !rows
            ? t(order.content === 'schema' ? 'restore.parts.defined' : 'restore.content.parts')
            : t(`restore.content.${order.content}`)}
        </Fact>
      )}
      <Names name={t('restore.fact.schemas')} of={order.schemas ?? []} />
      <Names
        name={t('restore.fact.chosenTables')}
        of={order.tables?.map((table) => `${table.schema}.${table.name}`) ?? []}
      />
      <Fact name={t(rows ? 'restore.fact.filled' : 'restore.fact.database')}>{order.toNew}</Fact>
      <Fact name={t('restore.server')}>
        <ServerMark server={servers.find(({ name }) => name === on) ?? { name: on, label: null }} />
      </Fact>
      {order.noOwner && <Fact name={t('restore.fact.owners')}>{t('restore.noOwner')}</Fact>}
      {order.noTablespaces && <Fact name={t('restore.fact.tablespaces')}>{t('restore.noTablespaces')}</Fact>}
      <Names name={t('restore.skipExtensions')} of={order.skipExtensions ?? []} />
      {order.trustSql && <Fact name={t('restore.checkTitle.plain_sql')}>{t('restore.trust.given')}</Fact>}
      {order.salvage && <Fact name={t('restore.fact.salvage')}>{t('restore.salvage.take')}</Fact>}
      {order.jobs !== undefined && <Fact name={t('restore.jobs')}>{format.count(order.jobs)}</Fact>}
      {children}
    </Facts>
  );
}

function Names({ name, of }: { readonly name: string; readonly of: readonly string[] }) {
  const { t } = useTranslation();
  if (of.length === 0) return null;
  const shown = of.slice(0, MOST).join(', ');
  return (
    <Fact name={name}>
      {of.length > MOST ? t('restore.parts.more', { names: shown, count: of.length - MOST }) : shown}
    </Fact>
  );
}
