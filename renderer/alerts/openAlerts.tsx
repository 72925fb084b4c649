import { Text } from '@mantine/core';
import { IconCircleCheck, IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Alert, severities } from '../../shared/model/alert.ts';
import { Disclosure } from '../components/disclosure.tsx';
import { Loaded, Section } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useCall } from '../data/calls.ts';
import { AlertCard } from './alertCard.tsx';
import classes from './alerts.module.css';

const PAST = 50;

/** What is wrong now, and out of the way what was. */
export function OpenAlerts() {
  const { t } = useTranslation();
  const open = useCall('alerts.list', {});
  return (
    <Section title={t('alert.open')}>
      <Loaded query={open}>
        {({ alerts }) =>
          alerts.length === 0 ? (
            <Marked icon={IconCircleCheck} tone="good" text={t('alert.noneOpen')} />
          ) : (
            <div className={classes['cards']}>
              {worstFirst(alerts).map((alert) => (
                <AlertCard key={alert.id} alert={alert} />
              ))}
            </div>
          )
        }
      </Loaded>
      <Disclosure show={t('alert.showPast')} hide={t('alert.hidePast')} icon={<IconHistory size={16} aria-hidden />}>
        <PastAlerts />
      </Disclosure>
    </Section>
  );
}

const worstFirst = (alerts: readonly Alert[]) =>
  alerts.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));

function PastAlerts() {
  const { t } = useTranslation();
  const all = useCall('alerts.list', { all: true, limit: PAST });
  return (
    <Loaded query={all}>
      {({ alerts }) => {
        const past = alerts.filter(({ state }) => state !== 'open');
        if (past.length === 0) return <Text c="dimmed">{t('alert.nonePast')}</Text>;
        return (
          <div className={classes['cards']}>
            {past.map((alert) => (
              <AlertCard key={alert.id} alert={alert} />
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}
