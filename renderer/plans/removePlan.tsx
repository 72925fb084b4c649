import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Plan } from '../../shared/model/plan.ts';
import { lifeboat } from '../commandLine.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { useAction } from '../data/calls.ts';

interface RemovePlanProps {
  readonly plan: Plan;
  readonly onClose: () => void;
}

export function RemovePlan({ plan, onClose }: RemovePlanProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const remove = useAction('plans.remove');
  return (
    <Confirm
      title={t('plans.removeTitle', { name: plan.name })}
      action={t('plans.remove')}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ name: plan.name }, { onSuccess: () => navigate('/plans') })}
      onClose={onClose}
    >
      <Text className="wrap">{t('plans.removeText', { root: plan.root })}</Text>
      {plan.origin === 'environment' && <Text>{t('plans.removeEnvironment')}</Text>}
      <CommandToggle line={lifeboat('plan remove', plan.name)} />
    </Confirm>
  );
}
