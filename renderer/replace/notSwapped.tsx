import { Stack, Text, Title } from '@mantine/core';
import { IconBan, IconCircleX, IconPlugX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RestoreRecord } from '../../shared/model/restore.ts';
import type { Run } from '../../shared/model/run.ts';
import { ErrorView } from '../components/errorNotice.tsx';
import { Marked } from '../components/stateMark.tsx';
import { SwapFacts } from './swapFacts.tsx';

const MARKS = {
  cancelled: { icon: IconBan, tone: 'idle' },
  interrupted: { icon: IconPlugX, tone: 'bad' },
  failed: { icon: IconCircleX, tone: 'bad' },
} as const;

interface NotSwappedProps {
  readonly run: Run;
  readonly restore: RestoreRecord;
}

/** A replacement or an undo that was cancelled or went wrong: why, and that the database serves as before. */
export function NotSwapped({ run, restore }: NotSwappedProps) {
  const { t } = useTranslation();
  const state = run.state === 'cancelled' || run.state === 'interrupted' ? run.state : 'failed';
  const open = state === 'interrupted' || run.advisories.some(({ code }) => code === 'swap_open');
  return (
    <Stack component="section" gap="md" className="card">
      <Title order={2} size="h4" tabIndex={-1}>
        <Marked
          {...MARKS[state]}
          text={t(restore.kind === 'undo' ? `undo.ended.${state}` : `replace.ended.${state}`)}
        />
      </Title>
      <Text className="wrap">{t(open ? 'replace.stillOpen' : 'replace.asItWas', { name: restore.database })}</Text>
      {run.error !== null && state !== 'cancelled' && <ErrorView error={run.error} />}
      <SwapFacts restore={restore} name={t('replace.fact.serving')} />
    </Stack>
  );
}
