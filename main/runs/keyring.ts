import { AppError } from '../../shared/errors.ts';
import type { EncryptionForm, KeyForm } from '../../shared/model/encryption.ts';
import type { Key, KeyRole } from '../../shared/model/key.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { plansOfBackups } from '../catalog/backups.ts';
import { listKeys } from '../catalog/keys.ts';
import { listPlans } from '../catalog/plans.ts';
import type { Keys, Sealing } from '../crypto/keys.ts';
import type { Context } from './context.ts';

/** Under this name the identity of a key of this machine is in the secret store. */
export const identitySecret = (recipient: string): string => `identity:${recipient}`;

/** Under this name the passphrase of a plan is in the secret store. */
export const passphraseSecret = (plan: string): string => `passphrase:${plan}`;

/** Under these, from 1, the ones that the plan had before: its older backups still need them. */
const olderPassphraseSecret = (plan: string, n: number): string => `passphrase-${n}:${plan}`;

/**
 * Whom the backups of an encrypted plan are sealed for: this machine, the recovery keys, and the recipients that the plan names; or
 * whoever knows its passphrase.
 * @throws AppError `kit_missing` while there is no recovery key of the plan's form, `secret_unavailable` without a device key or passphrase.
 */
export async function sealingFor(context: Context, plan: Plan): Promise<Sealing> {
  const { encryption } = plan;
  if (encryption === null) throw new Error(`${plan.name} is not encrypted`);
  if (encryption.form === 'passphrase') {
    const passphrase = await context.ports.secrets.get(passphraseSecret(plan.name));
    if (passphrase === null) throw noPassphrase(plan.name);
    return { passphrase };
  }
  const device = activeKeys(context, 'device', encryption.form);
  if (device.length === 0) throw noDeviceKey(encryption.form);
  const recovery = activeKeys(context, 'recovery', encryption.form);
  if (recovery.length === 0) throw noKit(plan.name, encryption.form);
  const ours = [...device, ...recovery].map((key) => key.recipient);
  return { recipients: [...new Set([...ours, ...encryption.recipients])] };
}

/** The keys of a role and a form that backups are sealed for: one, once there is one. */
export function activeKeys(context: Context, role: KeyRole, form: EncryptionForm): Key[] {
  return listKeys(context.db).filter((key) => key.role === role && key.form === form && key.retiredAt === null);
}

/**
 * Nothing is encrypted for keys before somebody can open it without this machine.
 * @throws AppError `kit_missing`
 */
export function requireKit(context: Context, { name, encryption }: Pick<Plan, 'name' | 'encryption'>): void {
  if (encryption === null || encryption.form === 'passphrase') return;
  if (activeKeys(context, 'recovery', encryption.form).length === 0) throw noKit(name, encryption.form);
}

/**
 * Everything on this machine that may open an archive; retired keys and earlier passphrases too. What cannot be read (since the master key
 * was lost, say) must not keep a key that was imported since from opening: it is told as `unreadable`, for when no other fits.
 */
export async function openingKeys(context: Context): Promise<Keys & { readonly unreadable: AppError | null }> {
  const { secrets } = context.ports;
  let unreadable: AppError | null = null;
  const tell = (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    unreadable ??= error;
    return null;
  };
  const identities: string[] = [];
  for (const key of listKeys(context.db)) {
    // That of a recovery key is here only once its kit was imported.
    const identity = await secrets.get(identitySecret(key.recipient)).catch(tell);
    if (identity !== null) identities.push(identity);
  }
  const passphrases: string[] = [];
  const plans = new Set([...listPlans(context.db).map(({ name }) => name), ...plansOfBackups(context.db)]);
  for (const plan of plans) passphrases.push(...((await passphrasesOf(context, plan).catch(tell)) ?? []));
  return { identities, passphrases, unreadable };
}

/** Whether this machine can open what it seals for its own key: the catalog may know a key that the secret store has lost. */
export async function canOpenOwn(context: Context, form: EncryptionForm): Promise<boolean> {
  for (const { recipient } of activeKeys(context, 'device', form))
    if ((await context.ports.secrets.get(identitySecret(recipient)).catch(() => null)) !== null) return true;
  return false;
}

/** Keeps the passphrase of a plan; the one that it had before stays for the backups that were made with it. */
export async function keepPassphrase(context: Context, plan: string, passphrase: string): Promise<void> {
  const { secrets } = context.ports;
  const known = await passphrasesOf(context, plan);
  const [current] = known;
  if (current === passphrase) return;
  if (current !== undefined) await secrets.set(olderPassphraseSecret(plan, known.length), current);
  await secrets.set(passphraseSecret(plan), passphrase);
}

/** The passphrase of a plan, and behind it those that it had before. */
async function passphrasesOf(context: Context, plan: string): Promise<string[]> {
  const { secrets } = context.ports;
  const found: string[] = [];
  for (let name = passphraseSecret(plan); ; name = olderPassphraseSecret(plan, found.length)) {
    const passphrase = await secrets.get(name);
    if (passphrase === null) return found;
    found.push(passphrase);
  }
}

function noDeviceKey(form: KeyForm): AppError {
  return new AppError(
    'secret_unavailable',
    'This machine has no key of its own to encrypt backups for.',
    `Make one with \`lifeboat key create --form ${form}\`.`,
  );
}

function noKit(plan: string, form: KeyForm): AppError {
  return new AppError(
    'kit_missing',
    `Backups of ${plan} would be encrypted, and nothing but this machine could open them: there is no recovery kit yet.`,
    `Make the kit with \`lifeboat key recovery${form === 'x25519' ? '' : ` --form ${form}`} --out FILE\`, and keep it somewhere else.`,
  );
}

function noPassphrase(plan: string): AppError {
  return new AppError(
    'secret_unavailable',
    `The passphrase of ${plan} is not in the secret store.`,
    'Change the plan on its screen, and type its passphrase again.',
  );
}
