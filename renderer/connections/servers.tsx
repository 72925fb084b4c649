import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { SideDrawer } from '../components/sideDrawer.tsx';
import { Section } from '../components/screen.tsx';
import { ConnectionForm } from './connectionForm.tsx';
import { Server } from './server.tsx';

/** Every server that is described; each can be tried, changed and forgotten. */
export function Servers({ connections }: { readonly connections: readonly ConnectionView[] }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<{ readonly connection: ConnectionView | null } | null>(null);
  return (
    <Section title={t('servers.title')}>
      <Stack gap="sm">
        {connections.length === 0 && <Text c="dimmed">{t('servers.none')}</Text>}
        {connections.map((connection) => (
          <Server key={connection.name} connection={connection} onEdit={() => setForm({ connection })} />
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setForm({ connection: null })}
          >
            {t('servers.add')}
          </Button>
        </Group>
      </Stack>
      <SideDrawer
        title={form?.connection == null ? t('servers.add') : t('servers.editTitle', { name: form.connection.name })}
        opened={form !== null}
        keep
        onClose={() => setForm(null)}
      >
        {form !== null && (
          <ConnectionForm
            connection={form.connection}
            names={connections.map(({ name }) => name)}
            onSaved={() => setForm(null)}
          />
        )}
      </SideDrawer>
    </Section>
  );
}
