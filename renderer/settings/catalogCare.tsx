import { Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CommandsToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Section } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useAction } from '../data/calls.ts';
import { idOf } from './parts.ts';

/** Check the catalog, and rebuild it from what lies beside the backups. */
export function CatalogCare() {
  const { t } = useTranslation();
  const check = useAction('catalog.check');
  const rebuild = useAction('catalog.rebuild');
  return (
    <Section title={t('settings.catalog')} id={idOf('catalog')}>
      <Stack gap="sm" className="card">
        <Text size="sm">{t('settings.catalogText')}</Text>
        <Group>
          <Button variant="default" loading={check.isPending} onClick={() => check.mutate({})}>
            {t('settings.check')}
          </Button>
          <Button variant="default" loading={rebuild.isPending} onClick={() => rebuild.mutate({})}>
            {t('settings.rebuild')}
          </Button>
        </Group>
        <div role="status">
          {check.data?.ok === true && <Marked icon={IconCircleCheck} tone="good" text={t('settings.whole')} />}
          {check.data?.ok === false && <Lines head={t('settings.broken')} lines={check.data.problems} />}
          {rebuild.data && (
            <Lines
              head={t('settings.rebuilt', rebuild.data)}
              lines={rebuild.data.details.map(({ path, problem }) => `${path}: ${problem}`)}
            />
          )}
        </div>
        {check.isError && <ErrorNotice error={check.error} />}
        {rebuild.isError && <ErrorNotice error={rebuild.error} />}
        <CommandsToggle lines={['lifeboat catalog check', 'lifeboat catalog rebuild']} />
      </Stack>
    </Section>
  );
}

function Lines({ head, lines }: { readonly head: string; readonly lines: readonly string[] }) {
  const tone = lines.length > 0 ? 'warn' : 'good';
  return (
    <>
      <Marked icon={lines.length > 0 ? IconAlertTriangle : IconCircleCheck} tone={tone} text={head} />
      {lines.map((line) => (
        <Text key={line} size="sm" className="wrap">
          {line}
        </Text>
      ))}
    </>
  );
}
