import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LogLine } from '../../shared/model/run.ts';
import { useFormat } from '../data/format.ts';
import classes from './runLog.module.css';

/** What a run wrote down, in its own words. */
export function RunLog({ lines }: { readonly lines: readonly LogLine[] }) {
  const { t } = useTranslation();
  if (lines.length === 0) return <Text c="dimmed">{t('runs.noLog')}</Text>;
  return (
    <ol className={classes['log']} tabIndex={0} aria-label={t('runs.log')}>
      {lines.map((line, index) => (
        <Line key={`${line.at} ${index}`} line={line} />
      ))}
    </ol>
  );
}

const TONES = { debug: '', info: '', warn: 'tone-warn', error: 'tone-bad' } as const;

function Line({ line }: { readonly line: LogLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { at, level, event, message, ...fields } = line;
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return (
    <li className="mono">
      <time dateTime={at} title={format.instant(at)} className={classes['time']}>
        {format.time(at)}
      </time>{' '}
      {TONES[level] !== '' && <strong className={TONES[level]}>{t(`logLevel.${level}`)} </strong>}
      <strong>{event}</strong> {[message, ...rest].filter(Boolean).join(' ')}
    </li>
  );
}
