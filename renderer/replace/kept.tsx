import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RestoreRecord } from '../../shared/model/restore.ts';
import { CommandToggle } from '../components/copy.tsx';
import { Loaded } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Forget } from './forget.tsx';
import { ServerLine } from './serverLine.tsx';
import { Undo } from './undo.tsx';
import { MOST_RESTORES } from './useRestore.ts';

/** The databases that were replaced and are still there: each can take its place again, or be dropped. */
export function Kept() {
  const { t } = useTranslation();
  const restores = useCall('restores.list', { limit: MOST_RESTORES });
  return (
    <Loaded query={restores}>
      {(data) => {
        const kept = data.restores.filter(({ undoable }) => undoable);
        return (
          <Stack gap="sm">
            {kept.length === 0 && <Text c="dimmed">{t('kept.none')}</Text>}
            {kept.map((restore) => (
              <One key={restore.id} restore={restore} />
            ))}
            <CommandToggle line="lifeboat restores" />
          </Stack>
        );
      }}
    </Loaded>
  );
}

function One({ restore }: { readonly restore: RestoreRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, kind, database, connection, previousDatabase, keepUntil, overdue, startedAt } = restore;
  if (previousDatabase === null) return null;
  return (
    <Stack gap={4} align="flex-start" className="card">
      <Text fw={600} className="wrap mono">
        {previousDatabase}
      </Text>
      <ServerLine connection={connection} />
      <Text size="sm" className="wrap">
        {t(kind === 'undo' ? 'kept.ofUndo' : 'kept.ofReplace', { database, at: format.instant(startedAt) })}
      </Text>
      <TextLink to={`/restore/run/${id}`} size="sm" hint={previousDatabase}>
        {t('kept.result')}
      </TextLink>
      {keepUntil !== null && (
        <Marked
          icon={overdue ? IconAlertTriangle : IconClock}
          tone={overdue ? 'warn' : 'idle'}
          text={t(overdue ? 'kept.overdue' : 'kept.until', { until: format.instant(keepUntil) })}
        />
      )}
      {overdue && <Text size="sm">{t('kept.overdueAsk')}</Text>}
      <Group gap="sm" mt="xs">
        <Undo restore={restore} />
        <Forget restore={restore} kept={previousDatabase} />
      </Group>
    </Stack>
  );
}
