import { Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { RestoreLink } from '../components/restoreLink.tsx';
import { Screen } from '../components/screen.tsx';
import { useQuery } from '../data/address.ts';
import { BackupDrawer } from './backupDrawer.tsx';
import { BackupTable } from './backupTable.tsx';
import { askedFor, isFiltered, readFilter } from './filter.ts';
import { Filters } from './filters.tsx';
import { useBackupPages } from './useBackupPages.ts';

export function Backups({ opened }: { readonly opened: string | null }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { values, suffix, change } = useQuery();
  const filter = useMemo(() => readFilter(values), [values]);
  const pages = useBackupPages(askedFor(filter));
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
      <Filters filter={filter} onChange={(some) => change({ ...some })} />
      {pages.error !== null && <ErrorNotice error={pages.error} onRetry={pages.retry} />}
      {pages.total === 0 ? (
        <Text c="dimmed">{isFiltered(filter) ? t('backups.none') : t('backups.nothingYet')}</Text>
      ) : (
        <BackupTable pages={pages} addressOf={(id) => `/backups/${id}${suffix}`} onOpen={navigate} />
      )}
      <BackupDrawer id={opened} onClose={() => navigate(`/backups${suffix}`)} />
    </Screen>
  );
}
