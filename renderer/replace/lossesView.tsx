import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../data/format.ts';
import { CountTable } from './countTable.tsx';
import { byLoss, type Losses, summaryOf } from './losses.ts';
import classes from './replace.module.css';

/** So many are named; their number is told beside. */
const MOST_SESSIONS = 8;

/** What would be set aside by a replacement: how much there is now, who is in it, and each table beside that of the backup. */
export function LossesView({ losses }: { readonly losses: Losses }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bytes, sessions, publications, cron, tables } = losses;
  const summary = summaryOf(tables);
  const number = (count: number | null) => (count === null ? '–' : format.count(count));
  return (
    <Stack gap="sm">
      <ul className={classes['list']}>
        <li>{t('replace.sizeNow', { bytes: format.bytes(bytes) })}</li>
        <li>
          {t(sessions.length === 0 ? 'replace.noSessions' : 'replace.sessions', { count: sessions.length })}
          <Sessions sessions={sessions} />
        </li>
        {publications.length > 0 && (
          <li className="wrap">{t('replace.publications', { names: publications.join(', ') })}</li>
        )}
        {cron && <li>{t('replace.cron')}</li>}
        <li>
          {summary.tables === 0
            ? t('replace.losesNone')
            : t('replace.loses', { count: summary.tables, rows: format.count(summary.rows) })}
        </li>
      </ul>
      {tables.length > 0 && (
        <CountTable
          label={t('replace.tables')}
          heads={[t('replace.rowsNow'), t('replace.rowsBackup'), t('replace.difference')]}
          rows={byLoss(tables)}
          cells={({ rowsNow, rowsBackup, loss }) => [
            number(rowsNow),
            number(rowsBackup),
            loss === null || loss === 0 ? '–' : format.signed(-loss),
          ]}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('replace.sameCount')}
      </Text>
    </Stack>
  );
}

/** Clients that are alike are told of once. */
function Sessions({ sessions }: Pick<Losses, 'sessions'>) {
  const alike = new Map<string, number>();
  for (const { role, application, client } of sessions) {
    const words = [role, application, client].filter(Boolean).join(' · ');
    alike.set(words, (alike.get(words) ?? 0) + 1);
  }
  return [...alike].slice(0, MOST_SESSIONS).map(([words, count]) => (
    <Text key={words} span size="sm" c="dimmed" display="block" className="wrap">
      {words}
      {count > 1 && ` × ${count}`}
    </Text>
  ));
}
