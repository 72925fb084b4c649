import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Run } from '../../shared/model/run.ts';
import { Loaded, Loading, Section } from '../components/screen.tsx';
import { SwapEnded } from '../replace/swapEnded.tsx';
import { useRestore } from '../replace/useRestore.ts';
import { NotRestored } from './notRestored.tsx';
import { Restored } from './restored.tsx';
import { useFresh } from './useFresh.ts';

/** Step 6: what the run came to, and where one can go from here. */
export function Ended({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  // Not what was said while it ran.
  const known = useFresh('restores.get', { run: run.id });
  const record = useRestore(run.id, true);
  const view = useRef<HTMLDivElement>(null);
  const shown = known.data !== undefined && record !== undefined;
  useEffect(() => {
    // Whoever waited for the end, and cannot see the screen, hears of it.
    if (shown) view.current?.querySelector('h2')?.focus();
  }, [shown]);
  return (
    <Stack gap="md" ref={view}>
      <Loaded query={known}>
        {({ restore, order }) => {
          if (record === undefined) return <Loading />;
          const filled = record?.kind === 'rows';
          if (record !== null && record.kind !== 'new' && !filled)
            return <SwapEnded run={run} restore={record} result={restore} />;
          return restore === null ? (
            <NotRestored run={run} order={order} />
          ) : (
            <Restored result={restore} order={order} filled={filled} />
          );
        }}
      </Loaded>
      {run.advisories.length > 0 && (
        <Section title={t('runs.advisories')}>
          <Stack gap={4} className="card">
            {run.advisories.map(({ message, nextStep }) => (
              <Text key={message} size="sm" className="wrap">
                {message} {nextStep}
              </Text>
            ))}
          </Stack>
        </Section>
      )}
      <Group gap="sm">
        {run.backup !== null && (
          <Button component={Link} href={`/restore/${run.backup}`} variant="default">
            {t('restore.again')}
          </Button>
        )}
        <Button component={Link} href="/restore" variant="default">
          {t('restore.another')}
        </Button>
        <Button component={Link} href={`/runs/${run.id}`} variant="default">
          {t('restore.log')}
        </Button>
      </Group>
    </Stack>
  );
}
