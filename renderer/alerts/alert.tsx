import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../shared/contract.ts';
import { ChangeMark } from '../components/changeMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { When } from '../components/when.tsx';
import { useFormat } from '../data/format.ts';
import classes from './alerts.module.css';

/** One change: which plan, when, what in one sentence, and what to do. What the core says is English. */
export function Alert({ change }: { readonly change: Change }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { plan, state, at, message, nextStep, run } = change;
  return (
    <li>
      <div className={classes['head']}>
        <Text fw={600} className="wrap">
          {plan}
        </Text>
        <ChangeMark state={state} text={t(`alerts.kindOf.${state}`)} />
        <Text size="sm" c="dimmed">
          {format.time(at)} · <When at={at} />
        </Text>
      </div>
      <Text size="sm" className="wrap">
        {state === 'recovered' ? t('alerts.recovered') : message}
      </Text>
      {nextStep !== null && (
        <Text size="sm" className="wrap">
          {t('error.nextStep', { step: nextStep })}
        </Text>
      )}
      {run !== null && (
        <TextLink to={`/runs/${run}`} size="sm" hint={t('alerts.runOf', { plan, when: format.instant(at) })}>
          {t('alerts.run')}
        </TextLink>
      )}
    </li>
  );
}
