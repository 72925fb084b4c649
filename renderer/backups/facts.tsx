import { useTranslation } from 'react-i18next';
import type { Backup } from '../../shared/model/backup.ts';
import type { ManifestEncryption } from '../../shared/model/encryption.ts';
import { Exact } from '../components/copy.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { useFormat } from '../data/format.ts';
import { SealedFor } from './sealedFor.tsx';

interface BackupFactsProps {
  readonly backup: Backup;
  readonly encryption: ManifestEncryption | null;
}

/** Where and what the archive is, and whom it is for. */
export function BackupFacts({ backup, encryption }: BackupFactsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    { name: t('backup.file'), value: backup.path, exact: true },
    { name: t('backup.id'), value: backup.id, exact: true },
    { name: t('backup.sha256'), value: backup.sha256, exact: true },
    { name: t('backup.storedSha256'), value: backup.storedSha256, exact: true },
    { name: t('backup.stored'), value: format.bytes(backup.storedBytes), exact: false },
    ...(backup.encrypted ? [{ name: t('backup.plain'), value: format.bytes(backup.plainBytes), exact: false }] : []),
    { name: t('backup.duration'), value: format.duration(backup.durationMs), exact: false },
    { name: t('backup.server'), value: backup.connection, exact: false },
    { name: t('backup.serverVersion'), value: backup.serverVersion, exact: false },
    { name: t('backup.tool'), value: backup.toolVersion, exact: false },
    { name: t('backup.signature'), value: t(`backup.signatures.${backup.signature}`), exact: false },
  ];
  return (
    <Facts>
      {facts.map(({ name, value, exact }) => (
        <Fact key={name} name={name}>
          {exact ? <Exact text={value} /> : value}
        </Fact>
      ))}
      <Fact name={t('planEncryption.label')}>
        <SealedFor encryption={encryption} />
      </Fact>
    </Facts>
  );
}
