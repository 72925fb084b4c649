import { Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { RestoreLink } from '../components/restoreLink.tsx';
import { Screen } from '../components/screen.tsx';
import { BackupDrawer } from './backupDrawer.tsx';
import { BackupTable } from './backupTable.tsx';
import { type Filter, Filters, NO_FILTER } from './filters.tsx';
import { useBackupPages } from './useBackupPages.ts';

const TYPING_MS = 250;

export function Backups({ opened }: { readonly opened: string | null }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [settled] = useDebouncedValue(filter, TYPING_MS);
  const pages = useBackupPages(settled);
  const unfiltered = settled.plan === null && settled.state === null && settled.search === '';
  return (
    <Screen
      title={t('backups.title')}
      actions={
        <Group gap="md">
          <Text c="dimmed" role="status">
            {pages.total !== null && t('backups.count', { count: pages.total })}
          </Text>
          <RestoreLink backup={null} variant="default" />
        </Group>
      }
    >
      <Filters filter={filter} onChange={setFilter} />
      {pages.error !== null && <ErrorNotice error={pages.error} onRetry={pages.retry} />}
      {pages.total === 0 ? (
        <Text c="dimmed">{unfiltered ? t('backups.nothingYet') : t('backups.none')}</Text>
      ) : (
        <BackupTable pages={pages} onOpen={(id) => navigate(`/backups/${id}`)} />
      )}
      <BackupDrawer id={opened} onClose={() => navigate('/backups')} />
    </Screen>
  );
}
