import { SegmentedControl, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput, Settings as Chosen } from '../../shared/contract.ts';
import { Channels } from '../channels/channels.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Loaded, Screen, Section } from '../components/screen.tsx';
import { useAction, useCall } from '../data/calls.ts';
import { AlertSettings } from './alertSettings.tsx';
import { AuditLog } from './auditLog.tsx';
import { CatalogCare } from './catalogCare.tsx';
import { Contents } from './contents.tsx';
import { Desktop } from './desktop.tsx';
import { Keys } from './keys.tsx';
import { idOf } from './parts.ts';

export function Settings() {
  const { t } = useTranslation();
  const settings = useCall('settings.get', {});
  return (
    <Screen title={t('settings.title')}>
      <Loaded query={settings}>{(data) => <Content data={data} />}</Loaded>
    </Screen>
  );
}

function Content({ data }: { readonly data: CallOutput<'settings.get'> }) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <Contents />
      <Looks chosen={data.settings} />
      <Desktop />
      <Channels />
      <AlertSettings />
      <Keys />
      <CatalogCare />
      <AuditLog />
      <Section title={t('settings.folders')} id={idOf('folders')}>
        <Stack gap="xs" className="card">
          <Folder name={t('settings.home')} paths={[data.home]} />
          <Folder name={t('settings.catalogFile')} paths={[data.catalog]} />
          <Folder name={t('settings.roots')} paths={data.roots} />
        </Stack>
      </Section>
      <Text size="sm" c="dimmed">
        {t('settings.version', { version: data.version })}
      </Text>
    </Stack>
  );
}

function Looks({ chosen }: { readonly chosen: Chosen }) {
  const { t } = useTranslation();
  const set = useAction('settings.set');
  const wanted = set.isPending ? set.variables : {};
  return (
    <>
      <Choice title={t('settings.language')}>
        <SegmentedControl<Chosen['language']>
          aria-label={t('settings.language')}
          value={wanted.language ?? chosen.language}
          onChange={(language) => set.mutate({ language })}
          data={[
            { value: 'system', label: t('settings.system') },
            { value: 'en', label: t('settings.english') },
            { value: 'zh-CN', label: t('settings.chinese') },
          ]}
        />
      </Choice>
      <Choice title={t('settings.theme')}>
        <SegmentedControl<Chosen['theme']>
          aria-label={t('settings.theme')}
          value={wanted.theme ?? chosen.theme}
          onChange={(theme) => set.mutate({ theme })}
          data={[
            { value: 'system', label: t('settings.system') },
            { value: 'light', label: t('settings.light') },
            { value: 'dark', label: t('settings.dark') },
          ]}
        />
      </Choice>
      {set.isError && <ErrorNotice error={set.error} />}
    </>
  );
}

function Choice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Section title={title}>
      <div>{children}</div>
    </Section>
  );
}

function Folder({ name, paths }: { readonly name: string; readonly paths: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      {paths.length === 0 && <Text size="sm">{t('settings.noRoots')}</Text>}
      {paths.map((path) => (
        <Text key={path} className="mono">
          {path}
        </Text>
      ))}
    </div>
  );
}
