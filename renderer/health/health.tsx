import { Button, Stack, Table, Text } from '@mantine/core';
import { IconCircleCheck, IconPlugX, IconRefresh, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { CommandToggle } from '../components/copy.tsx';
import { Disks } from '../components/disks.tsx';
import { Loaded, Screen, Section } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useCall } from '../data/calls.ts';
import { Kept } from '../replace/kept.tsx';
import { Problems } from './problems.tsx';

type Doctor = CallOutput<'health.get'>['doctor'];

export function Health() {
  const { t } = useTranslation();
  const health = useCall('health.get', {});
  return (
    <Screen
      title={t('health.title')}
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          disabled={health.isFetching}
          onClick={() => void health.refetch()}
        >
          {health.isFetching ? t('health.checking') : t('health.again')}
        </Button>
      }
    >
      <Loaded query={health}>
        {({ doctor, disks }) => (
          <Stack gap="lg">
            <Section title={t('health.problems')}>
              <Problems problems={doctor.problems} />
              <CommandToggle line="lifeboat doctor" />
            </Section>
            <Section title={t('health.servers')}>
              <Servers connections={doctor.connections} />
            </Section>
            <Section title={t('kept.title')}>
              <Kept />
            </Section>
            <Section title={t('health.clients')}>
              <Clients tools={doctor.tools} />
            </Section>
            <Section title={t('health.disks')}>
              {disks.length === 0 ? <Text c="dimmed">{t('health.noDisks')}</Text> : <Disks disks={disks} />}
            </Section>
          </Stack>
        )}
      </Loaded>
    </Screen>
  );
}

function Servers({ connections }: Pick<Doctor, 'connections'>) {
  const { t } = useTranslation();
  if (connections.length === 0) return <Text c="dimmed">{t('health.noServers')}</Text>;
  return (
    <Stack gap="sm">
      {connections.map(({ name, reachable, serverVersion, clientChosen }) => (
        <div key={name} className="card">
          <Text fw={600} className="wrap">
            {name}
          </Text>
          {reachable ? (
            <Marked icon={IconCircleCheck} tone="good" text={t('health.reachable')} />
          ) : (
            <Marked icon={IconPlugX} tone="bad" text={t('health.unreachable')} />
          )}
          <Text size="sm" className="wrap">
            {t('health.version')}: {serverVersion ?? t('health.unknown')}
          </Text>
          <Text size="sm" className="wrap">
            {t('health.client')}: {clientChosen ?? t('health.unknown')}
          </Text>
        </div>
      ))}
    </Stack>
  );
}

function Clients({ tools }: Pick<Doctor, 'tools'>) {
  const { t } = useTranslation();
  if (tools.length === 0) return <Text c="dimmed">{t('health.noClients')}</Text>;
  return (
    <div className="card" style={{ padding: 0 }}>
      <Table verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('health.program')}</Table.Th>
            <Table.Th>{t('health.version')}</Table.Th>
            <Table.Th>{t('health.path')}</Table.Th>
            <Table.Th>{t('health.safety')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tools.map((tool) => (
            <Table.Tr key={tool.path}>
              <Table.Td>{tool.name}</Table.Td>
              <Table.Td className="wrap">{tool.version}</Table.Td>
              <Table.Td className="mono">{tool.path}</Table.Td>
              <Table.Td>
                {tool.safe ? (
                  <Marked icon={IconShieldCheck} tone="good" text={t('health.safe')} />
                ) : (
                  <Marked icon={IconShieldX} tone="warn" text={t('health.unsafe')} />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
