import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { CallOutput } from '../../shared/contract.ts';
import type { ConnectionView } from '../../shared/model/connection.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { Servers } from '../connections/servers.tsx';
import { Loaded, Screen } from '../components/screen.tsx';
import { SideDrawer } from '../components/sideDrawer.tsx';
import { useCall } from '../data/calls.ts';
import { PlanCard } from './planCard.tsx';
import { PlanDrawer } from './planDrawer.tsx';
import { PlanForm } from './planForm.tsx';
import { planPath } from './planPath.ts';
import classes from './plans.module.css';

export function Plans({ opened }: { readonly opened: string | null }) {
  const { t } = useTranslation();
  const overview = useCall('overview.get', {});
  const connections = useCall('connections.list', {});
  const [form, setForm] = useState<{ readonly plan: Plan | null } | null>(null);
  const mayAdd = (connections.data?.connections.length ?? 0) > 0;
  return (
    <Screen
      title={t('plans.title')}
      actions={
        mayAdd && (
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setForm({ plan: null })}>
            {t('plans.add')}
          </Button>
        )
      }
    >
      <Loaded query={connections}>
        {(known) => (
          <Loaded query={overview}>
            {(data) => (
              <>
                <PlanList data={data} opened={opened} onEdit={(plan) => setForm({ plan })} mayAdd={mayAdd} />
                <Servers connections={known.connections} />
                <FormDrawer form={form} data={data} connections={known.connections} onClose={() => setForm(null)} />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </Screen>
  );
}

interface PlanListProps {
  readonly data: CallOutput<'overview.get'>;
  readonly opened: string | null;
  readonly mayAdd: boolean;
  readonly onEdit: (plan: Plan) => void;
}

function PlanList({ data: { plans, running }, opened, mayAdd, onEdit }: PlanListProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const open = plans.find(({ plan }) => planPath(plan.name) === `/plans/${opened}`);
  if (plans.length === 0)
    return (
      <div className="card">
        <Text mb="sm">{t(mayAdd ? 'plans.none' : 'plans.noServer')}</Text>
        <Button component={Link} href="/welcome" variant="default">
          {t('plans.lead')}
        </Button>
      </div>
    );
  return (
    <>
      <div className={classes['list']}>
        {plans.map((card) => (
          <PlanCard
            key={card.plan.name}
            card={card}
            running={running.find(({ run }) => run.kind === 'backup' && run.plan === card.plan.name)}
            onEdit={() => onEdit(card.plan)}
          />
        ))}
      </div>
      {opened !== null && open === undefined && <Text role="status">{t('plans.gone')}</Text>}
      {open !== undefined && (
        <PlanDrawer
          card={open}
          onEdit={() => {
            navigate('/plans');
            onEdit(open.plan);
          }}
          onClose={() => navigate('/plans')}
        />
      )}
    </>
  );
}

interface FormDrawerProps {
  readonly form: { readonly plan: Plan | null } | null;
  readonly data: CallOutput<'overview.get'>;
  readonly connections: readonly ConnectionView[];
  readonly onClose: () => void;
}

function FormDrawer({ form, data, connections, onClose }: FormDrawerProps) {
  const { t } = useTranslation();
  return (
    <SideDrawer
      title={form?.plan == null ? t('plans.add') : t('plans.editTitle', { name: form.plan.name })}
      opened={form !== null}
      keep
      onClose={onClose}
    >
      {form !== null && (
        <PlanForm
          plan={form.plan}
          connections={connections.map(({ name }) => name)}
          names={data.plans.map(({ plan }) => plan.name)}
          onSaved={onClose}
        />
      )}
    </SideDrawer>
  );
}
