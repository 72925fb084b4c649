import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../shared/model/alert.ts';
import { Loaded, Section } from '../components/screen.tsx';
import { SideDrawer } from '../components/sideDrawer.tsx';
import { useCall } from '../data/calls.ts';
import { ChannelCard } from './channelCard.tsx';
import { ChannelForm } from './channelForm.tsx';
import { idOf } from '../settings/parts.ts';

/** Where messages go; each channel can be tried, changed and removed. */
export function Channels() {
  const { t } = useTranslation();
  const query = useCall('channels.list', {});
  return (
    <Section title={t('channels.title')} id={idOf('channels')}>
      <Loaded query={query}>{({ channels }) => <List channels={channels} />}</Loaded>
    </Section>
  );
}

function List({ channels }: { readonly channels: readonly Channel[] }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<{ readonly channel: Channel | null } | null>(null);
  return (
    <Stack gap="sm">
      {channels.length === 0 && <Text c="dimmed">{t('channels.none')}</Text>}
      {channels.map((channel) => (
        <ChannelCard key={channel.name} channel={channel} onEdit={() => setForm({ channel })} />
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={17} aria-hidden />}
          onClick={() => setForm({ channel: null })}
        >
          {t('channels.add')}
        </Button>
      </Group>
      <SideDrawer
        title={form?.channel == null ? t('channels.add') : t('channels.editTitle', { name: form.channel.name })}
        opened={form !== null}
        keep
        onClose={() => setForm(null)}
      >
        {form !== null && (
          <ChannelForm channel={form.channel} names={channels.map(({ name }) => name)} onSaved={() => setForm(null)} />
        )}
      </SideDrawer>
    </Stack>
  );
}
