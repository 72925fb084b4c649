import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
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
        <Button component={Link} href="/welcome">
          {t('overview.emptyStart')}
        </Button>
      </div>
      <div>
        <Text size="sm" c="dimmed">
          {t('overview.emptyCommands')}
        </Text>
        <Command line={CONNECTION} />
        <Command line={PLAN} />
      </div>
    </Stack>
  );
}
