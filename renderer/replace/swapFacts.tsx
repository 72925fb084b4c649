import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestoreRecord } from '../../shared/model/restore.ts';
import { Fact, Facts } from '../components/facts.tsx';
import { BackupLink } from '../restore/backupLink.tsx';
import { ServerLine } from './serverLine.tsx';

interface SwapFactsProps {
  readonly restore: Pick<RestoreRecord, 'backup' | 'database' | 'connection'>;
  /** What the database is here. */
  readonly name: string;
  readonly children?: ReactNode;
}

/** Which database changes places, where, and with what. */
export function SwapFacts({ restore, name, children }: SwapFactsProps) {
  const { t } = useTranslation();
  const { backup, database, connection } = restore;
  return (
    <Facts>
      <Fact name={name}>{database}</Fact>
      <Fact name={t('restore.server')}>
        <ServerLine connection={connection} />
      </Fact>
      <Fact name={t('restore.fact.backup')}>
        <BackupLink id={backup} />
      </Fact>
      {children}
    </Facts>
  );
}
