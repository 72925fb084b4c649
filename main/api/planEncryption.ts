import type { ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { Context } from '../runs/context.ts';
import { keepPassphrase } from '../runs/keyring.ts';
import { prepareKeys } from '../runs/ownKeys.ts';

/**
 * Checks whom a plan is to be encrypted for, and keeps its passphrase. Before the plan is saved: a plan whose passphrase is missing would
 * be worse than a passphrase without its plan.
 * @param old the plan that is changed.
 * @throws AppError `bad_input`, `kit_missing`
 */
export async function prepareEncryption(
  context: Context,
  plan: Plan,
  { passphrase }: Pick<ParsedInput<'plans.add'>, 'passphrase'>,
  old: Plan | null = null,
): Promise<void> {
  const { name, encryption } = plan;
  if (encryption?.form === 'passphrase') {
    if (passphrase !== undefined) return keepPassphrase(context, name, passphrase);
    if (old?.encryption?.form === 'passphrase') return;
    throw new AppError('bad_input', 'The passphrase is missing.', 'Type it, or encrypt with keys instead.');
  }
  if (passphrase !== undefined)
    throw new AppError(
      'bad_input',
      'A passphrase was given for a plan that does not encrypt with one.',
      'Leave it out, or choose to encrypt with it.',
    );
  // Making a file for nobody's eyes is what tells whether they are recipients.
  if (encryption && encryption.recipients.length > 0) {
    const { startEncryption } = await import('../crypto/encrypt.ts');
    await startEncryption({ recipients: encryption.recipients });
  }
  await prepareKeys(context, plan);
}
