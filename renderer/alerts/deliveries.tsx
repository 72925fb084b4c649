import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../shared/model/alert.ts';
import { When } from '../components/when.tsx';
import classes from './alerts.module.css';

/** Whom an alert was told, channel by channel. */
export function Deliveries({ alert: { severity, deliveries } }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  if (deliveries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t(severity === 'notice' ? 'alert.onlyShown' : 'alert.toldNobody')}
      </Text>
    );
  return (
    <ul className={classes['deliveries']} aria-label={t('alert.deliveries')}>
      {deliveries.map(({ channel, event, state, at, error }) => (
        <li key={`${channel} ${event}`}>
          <Text size="sm" c="dimmed" className="wrap">
            {t('alert.told', {
              channel,
              event: t(`alert.event.${event}`),
              state: t(`alert.delivery.${state}`),
            })}{' '}
            · <When at={at} />
            {error !== null && ` · ${error}`}
          </Text>
        </li>
      ))}
    </ul>
  );
}
