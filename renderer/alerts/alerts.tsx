import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../shared/contract.ts';
import { Loaded, Screen, Section } from '../components/screen.tsx';
import { useQuery } from '../data/address.ts';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Alert } from './alert.tsx';
import classes from './alerts.module.css';
import { byDay } from './days.ts';
import { DesktopProblems } from './desktopProblems.tsx';
import { AlertFilters, fits, readFilter } from './filters.tsx';
import { OpenAlerts } from './openAlerts.tsx';

const LIMIT = 1000;

/** What is wrong now; and when plans turned from good to bad or back, day by day. */
export function Alerts() {
  const { t } = useTranslation();
  const changes = useCall('changes.list', { limit: LIMIT });
  return (
    <Screen title={t('alerts.title')}>
      <DesktopProblems />
      <OpenAlerts />
      <Loaded query={changes}>
        {(data) =>
          data.changes.length === 0 ? (
            <Text c="dimmed">{t('alerts.nothingYet')}</Text>
          ) : (
            <Content changes={data.changes} />
          )
        }
      </Loaded>
    </Screen>
  );
}

function Content({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { values, change } = useQuery();
  const filter = readFilter(values);
  const shown = changes.filter((one) => fits(filter, one));
  const plans = [...new Set(changes.map(({ plan }) => plan))].sort((a, b) => a.localeCompare(b));
  return (
    <Section title={t('alerts.byDay')}>
      <AlertFilters filter={filter} plans={plans} onChange={(some) => change({ ...some })} />
      <Text c="dimmed" role="status">
        {shown.length === 0 ? t('alerts.none') : t('alerts.count', { count: shown.length })}
      </Text>
      {byDay(shown).map((day) => (
        <Stack component="section" gap="xs" key={day.at}>
          <Title order={3} size="h5">
            {format.day(day.at)}
          </Title>
          <ul className={`card ${classes['list']}`}>
            {day.changes.map((one) => (
              <Alert key={one.id} change={one} />
            ))}
          </ul>
        </Stack>
      ))}
      {changes.length === LIMIT && <Text c="dimmed">{t('alerts.truncated', { count: LIMIT })}</Text>}
    </Section>
  );
}
