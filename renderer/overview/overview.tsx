import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Disks } from '../components/disks.tsx';
import { Loaded, Screen, Section } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ActiveRun } from '../runs/activeRun.tsx';
import { Changes } from './changes.tsx';
import { Empty } from './empty.tsx';
import classes from './overview.module.css';
import { PlanCard } from './planCard.tsx';
import { judge } from './verdict.ts';
import { VerdictPanel } from './verdictPanel.tsx';

export function Overview() {
  const { t } = useTranslation();
  const overview = useCall('overview.get', {});
  return (
    <Screen title={t('overview.title')}>
      <Loaded query={overview}>{(data) => <Content data={data} />}</Loaded>
    </Screen>
  );
}

function Content({ data }: { readonly data: CallOutput<'overview.get'> }) {
  const { t } = useTranslation();
  const { plans, running, disks, changes } = data;
  const busy = new Set(running.filter(({ run }) => run.kind === 'backup').map(({ run }) => run.plan));
  return (
    <>
      <VerdictPanel verdict={judge(plans)} plans={plans.length} running={running.length > 0} />
      {running.length > 0 && (
        <Section title={t('overview.running')}>
          {running.map((active) => (
            <ActiveRun key={active.run.id} active={active} />
          ))}
        </Section>
      )}
      {plans.length === 0 ? (
        <Empty />
      ) : (
        <Section title={t('overview.plans')}>
          <div className={classes['plans']}>
            {plans.map((card) => (
              <PlanCard key={card.plan.name} card={card} busy={busy.has(card.plan.name)} />
            ))}
          </div>
        </Section>
      )}
      {plans.length > 0 && (
        <div className={classes['lower']}>
          <Section title={t('overview.disks')}>
            <Disks disks={disks} />
          </Section>
          <Section title={t('overview.changes')}>
            <Changes changes={changes} />
          </Section>
        </div>
      )}
    </>
  );
}
