import { Group, Progress, Stack, Text } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Disk } from '../../shared/contract.ts';
import { DiskForecast } from '../charts/diskForecast.tsx';
import { useFormat } from '../data/format.ts';
import { Disclosure } from './disclosure.tsx';

export function Disks({ disks }: { readonly disks: readonly Disk[] }) {
  return (
    <Stack gap="sm">
      {disks.map((disk) => (
        <DiskCard key={disk.root} disk={disk} />
      ))}
    </Stack>
  );
}

function DiskCard({ disk }: { readonly disk: Disk }) {
  const { t } = useTranslation();
  const format = useFormat();
  const used = disk.totalBytes > 0 ? (disk.totalBytes - disk.freeBytes) / disk.totalBytes : 0;
  const free = t('overview.free', { free: format.bytes(disk.freeBytes), total: format.bytes(disk.totalBytes) });
  return (
    <Stack gap={8} className="card">
      <Text className="mono">{disk.root}</Text>
      <Progress value={used * 100} aria-label={free} color={used > 0.9 ? 'red' : 'blue'} />
      <Group justify="space-between" gap="xs">
        <Text size="sm">{free}</Text>
        <Text size="sm" c="dimmed">
          {disk.fullAt === null ? t('overview.notFilling') : t('overview.fullAt', { day: format.day(disk.fullAt) })}
        </Text>
      </Group>
      <Disclosure
        show={t('charts.showForecast')}
        hide={t('charts.hideForecast')}
        icon={<IconChartLine size={16} aria-hidden />}
      >
        <DiskForecast root={disk.root} />
      </Disclosure>
    </Stack>
  );
}
