import { useTranslation } from 'react-i18next';
import type { PlanEncryption } from '../../shared/model/encryption.ts';

/** What the backups of a plan are encrypted for, in words. */
export function Sealing({ encryption }: { readonly encryption: PlanEncryption | null }) {
  const { t } = useTranslation();
  if (encryption === null) return t('planEncryption.none');
  const { form, recipients } = encryption;
  const more = recipients.length > 0 ? ` ${t('planEncryption.more', { count: recipients.length })}` : '';
  return `${t(`planEncryption.form.${form}`)}${more}`;
}
