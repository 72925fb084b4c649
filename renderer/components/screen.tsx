import { Group, Skeleton, Stack, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from './errorNotice.tsx';

interface ScreenProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its heading, which is also the title of the window. */
export function Screen({ title, actions, children }: ScreenProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <Stack gap="md">
      <Group justify="space-between" mih={36}>
        <Title order={1} size="h2">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}

interface SectionProps {
  readonly title: string;
  /** By which a link finds it on a long page. */
  readonly id?: string;
  readonly children: ReactNode;
}

export function Section({ title, id, children }: SectionProps) {
  return (
    <Stack component="section" gap="xs" {...(id !== undefined && { id })}>
      <Title order={2} size="h4" {...(id !== undefined && { tabIndex: -1 })}>
        {title}
      </Title>
      {children}
    </Stack>
  );
}

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked for: on its way, failed, or here. An old answer stays while a new one is on its way. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}

/** The place of what is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-label={t('app.loading')}>
      <Skeleton height={72} radius="md" />
      <Skeleton height={140} radius="md" />
    </Stack>
  );
}
