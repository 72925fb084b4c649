import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/plan.ts';

const HYBRID = 'age1pq1';

/**
 * Whether the backups of a plan can be encrypted as it says.
 * @throws AppError `bad_input`
 */
export function checkSealable({ encryption, format }: Pick<Plan, 'encryption' | 'format'>): void {
  if (encryption === null) return;
  if (format === 'directory')
    throw new AppError(
      'bad_input',
      'A backup in the directory format cannot be encrypted: an age file is one stream, and that format is many files.',
      'Use --format custom; it can be restored by several jobs as well.',
    );
  const { form, recipients } = encryption;
  if (form === 'passphrase' && recipients.length > 0)
    throw new AppError(
      'bad_input',
      'What is encrypted with a passphrase cannot be encrypted for recipients, too.',
      'Choose one of the two.',
    );
  const other = recipients.find((recipient) => recipient.startsWith(HYBRID) !== (form === 'hybrid'));
  if (form === 'passphrase' || other === undefined) return;
  throw new AppError(
    'bad_input',
    `The recipient ${other.slice(0, 20)}… is ${form === 'hybrid' ? 'not ' : ''}one of those that withstand quantum computers, and the two kinds cannot share a file.`,
    form === 'hybrid' ? `Use recipients that begin with ${HYBRID}.` : 'Use --post-quantum, or another recipient.',
  );
}
