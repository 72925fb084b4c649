import { useTranslation } from 'react-i18next';
import type { ManifestEncryption } from '../../shared/model/encryption.ts';
import { Recipient } from '../components/recipient.tsx';
import { useCall } from '../data/calls.ts';

/** How a backup is encrypted, and for whom. */
export function SealedFor({ encryption }: { readonly encryption: ManifestEncryption | null }) {
  const { t } = useTranslation();
  if (encryption === null) return t('planEncryption.none');
  return (
    <>
      {t(`planEncryption.form.${encryption.form}`)}
      {encryption.recipients.length > 0 && <Recipients recipients={encryption.recipients} />}
    </>
  );
}

function Recipients({ recipients }: { readonly recipients: readonly string[] }) {
  const { t } = useTranslation();
  const { data } = useCall('keys.list', {});
  return recipients.map((recipient) => {
    const role = data?.keys.find((key) => key.recipient === recipient)?.role;
    return (
      <div key={recipient}>
        {role === undefined ? t('keys.unknown') : t(`keys.role.${role}`)} <Recipient recipient={recipient} />
      </div>
    );
  });
}
