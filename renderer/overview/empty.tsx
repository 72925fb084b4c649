import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Command } from '../components/copy.tsx';

const CONNECTION = 'lifeboat connection add main --host db.example.org --user backup --password-stdin';
const PLAN = 'lifeboat plan add nightly --connection main --database shop --schedule "0 2 * * *" --keep-days 7';

/** What to do first. */
export function Empty() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" className="card" component="section">
      <Title order={2} size="h4">
        {t('overview.emptyTitle')}
      </Title>
      <Text>{t('overview.emptyText')}</Text>
      <div>
        <Text size="sm">{t('overview.emptyConnection')}</Text>
        <Command line={CONNECTION} />
      </div>
      <div>
        <Text size="sm">{t('overview.emptyPlan')}</Text>
        <Command line={PLAN} />
      </div>
    </Stack>
  );
}
