import { Button, Text } from '@mantine/core';
import { IconLifebuoy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCall } from '../data/calls.ts';
import { isSalvageable } from './state.ts';

/** After a failure: the way to what is left of a backup, if it can have any. */
export function SalvageOffer({ backup: id }: { readonly backup: string }) {
  const { t } = useTranslation();
  const { backup } = useCall('backups.show', { backup: id }).data ?? {};
  if (backup === undefined || !isSalvageable(backup)) return null;
  return (
    <div>
      <Text size="sm" mb={6}>
        {t('restore.salvage.warning')}
      </Text>
      <Button
        component={Link}
        href={`/restore/${id}/salvage`}
        variant="default"
        leftSection={<IconLifebuoy size={17} aria-hidden />}
      >
        {t('restore.salvage.take')}
      </Button>
    </div>
  );
}
