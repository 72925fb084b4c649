import { Text } from '@mantine/core';
import { IconGitCompare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput, SchemaChange } from '../../shared/contract.ts';
import { lifeboat } from '../commandLine.ts';
import { CommandToggle } from '../components/copy.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import classes from './backups.module.css';

/** What changed in the schema since the backup before; compared when it is wanted, because both archives are read for it. */
export function SchemaDiff({ backup }: { readonly backup: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <Disclosure
        show={t('backup.schemaDiffShow')}
        hide={t('backup.schemaDiffHide')}
        icon={<IconGitCompare size={16} aria-hidden />}
      >
        <Compared backup={backup} />
      </Disclosure>
      <CommandToggle line={lifeboat('diff', backup)} />
    </div>
  );
}

function Compared({ backup }: { readonly backup: string }) {
  const compared = useCall('backups.schemaDiff', { backup });
  return <Loaded query={compared}>{(data) => <Result compared={data} />}</Loaded>;
}

function Result({ compared }: { readonly compared: CallOutput<'backups.schemaDiff'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { against, sameVersions, objects, omitted } = compared;
  if (against === null) return <Text size="sm">{t('backup.schemaDiffNone')}</Text>;
  return (
    <section aria-label={t('backup.schemaDiff')}>
      <Text size="sm" c="dimmed" my={6}>
        {t('backup.schemaDiffAgainst', { when: format.instant(against.createdAt) })}
        {!sameVersions && ` ${t('backup.schemaVersions')}`}
      </Text>
      {objects.length === 0 && <Text size="sm">{t('backup.schemaSame')}</Text>}
      {objects.map((change) => (
        <Change key={change.object} change={change} />
      ))}
      {omitted > 0 && <Text size="sm">{t('backup.schemaMore', { count: omitted })}</Text>}
    </section>
  );
}

const CLASSES: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'gap' };

function Change({ change: { kind, object, text } }: { readonly change: SchemaChange }) {
  const { t } = useTranslation();
  return (
    <details open className={classes['schema']} data-change={kind}>
      <summary>{t('backup.schemaChange', { kind: t(`backup.schemaKind.${kind}`), object })}</summary>
      <div className={`${classes['diff']} mono`} tabIndex={0} role="region" aria-label={object}>
        {text.split('\n').map((line, index) => (
          <div key={`${index} ${line}`} className={classes[CLASSES[line.charAt(0)] ?? '']}>
            {line === '@@' ? '⋯' : line}
          </div>
        ))}
      </div>
    </details>
  );
}
