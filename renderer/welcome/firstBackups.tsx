import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ErrorNotice, ErrorView } from '../components/errorNotice.tsx';
import { Marked } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { useAction, useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { ActiveRun } from '../runs/activeRun.tsx';
import { Step } from './steps.tsx';
import type { Begun } from './useProtect.ts';

/** The first backup of each plan, live, and what is protected when it is over. */
export function FirstBackups({ begun }: { readonly begun: readonly Begun[] }) {
  const { t } = useTranslation();
  return (
    <Step key="backup" title={t('welcome.backupTitle')} text={t('welcome.backupText')}>
      <Stack gap="md">
        {begun.map((one) => (
          <FirstBackup key={one.plan} begun={one} />
        ))}
        <Group>
          <Button component={Link} href="/">
            {t('app.backToOverview')}
          </Button>
        </Group>
      </Stack>
    </Step>
  );
}

function FirstBackup({ begun }: { readonly begun: Begun }) {
  const { t } = useTranslation();
  const again = useAction('backups.start');
  const run = again.data?.run.id ?? begun.run;
  const error = again.error ?? (run === null ? begun.error : null);
  return (
    <Stack component="article" gap="xs" aria-label={begun.plan}>
      <Title order={3} size="h5" className="wrap">
        {begun.plan}
      </Title>
      {run !== null && <Outcome plan={begun.plan} run={run} onAgain={() => again.mutate({ plan: begun.plan })} />}
      {error !== null && <ErrorNotice error={error} onRetry={() => again.mutate({ plan: begun.plan })} />}
      {again.isPending && <Text c="dimmed">{t('app.loading')}</Text>}
    </Stack>
  );
}

interface OutcomeProps {
  readonly plan: string;
  readonly run: string;
  readonly onAgain: () => void;
}

function Outcome({ plan, run: id, onAgain }: OutcomeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const active = useCall('runs.get', { run: id });
  const status = useCall('status.get', {});
  if (active.isError) return <ErrorNotice error={active.error} onRetry={() => void active.refetch()} />;
  if (active.data === undefined) return null;
  const { run } = active.data;
  if (run.endedAt === null) return <ActiveRun active={active.data} />;
  if (run.error !== null) return <ErrorView error={run.error} onRetry={onAgain} />;
  const until = status.data?.plans.find((one) => one.plan === plan)?.protectedUntil ?? null;
  return (
    <div role="status">
      {until !== null && (
        <Marked icon={IconCircleCheck} tone="good" text={t('welcome.done', { when: format.instant(until) })} />
      )}
      {run.backup !== null && (
        <div>
          <TextLink to={`/backups/${run.backup}`}>{t('welcome.look')}</TextLink>
        </div>
      )}
    </div>
  );
}
