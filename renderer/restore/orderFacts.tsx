import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestoreOrder } from '../../shared/contract.ts';
import { TextLink } from '../components/textLink.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import classes from './restore.module.css';
import { ServerMark } from './serverMark.tsx';

interface OrderFactsProps {
  readonly order: Pick<RestoreOrder, 'backup' | 'toNew' | 'on'> & Partial<RestoreOrder>;
  readonly children?: ReactNode;
}

/** What is restored, and into what. */
export function OrderFacts({ order, children }: OrderFactsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { backup } = useCall('backups.show', { backup: order.backup }).data ?? {};
  const servers = useCall('connections.list', {}).data?.connections ?? [];
  const on = order.on ?? backup?.connection ?? '';
  return (
    <dl className={classes['facts']}>
      <Fact name={t('restore.fact.backup')}>
        <TextLink to={`/backups/${order.backup}`}>
          {backup ? `${backup.database} · ${format.instant(backup.createdAt)}` : order.backup}
        </TextLink>
      </Fact>
      {order.content && <Fact name={t('restore.fact.content')}>{t(`restore.content.${order.content}`)}</Fact>}
      <Fact name={t('restore.fact.database')}>{order.toNew}</Fact>
      <Fact name={t('restore.server')}>
        <ServerMark server={servers.find(({ name }) => name === on) ?? { name: on, label: null }} />
      </Fact>
      {order.noOwner && <Fact name={t('restore.fact.owners')}>{t('restore.noOwner')}</Fact>}
      {order.jobs !== undefined && <Fact name={t('restore.jobs')}>{format.count(order.jobs)}</Fact>}
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
