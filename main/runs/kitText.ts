import { printable } from '../../shared/format.ts';
import type { EncryptionForm } from '../../shared/model/encryption.ts';
import { quote } from '../../shared/restoreCommand.ts';
import type { KitFacts, KitPlan } from './kitFacts.ts';
import { kitSteps } from './kitSteps.ts';

/**
 * A recovery kit as text. All of it but the identity is a comment, so that `age -d -i` takes the file as it is. A command to type has
 * `$ ` before it.
 */
export function kitText(facts: KitFacts): string {
  const { identity, recipient, plans, roots, signingKeys } = facts;
  const steps = kitSteps(facts).flatMap(({ about, commands }, index) => [
    `${index + 1}. ${about}`,
    ...commands.map((command) => `   $ ${command}`),
  ]);
  const comments = [
    ...headline(facts),
    '',
    'SECRET: whoever has the next line can read the backups. Print this file, put it away from the machine, delete it.',
  ];
  const rest = [
    `recipient: ${recipient}`,
    '',
    'WHERE THE BACKUPS ARE (as of that date; each folder holds archives and their manifests)',
    ...(plans.length === 0 ? ['no plan yet'] : plans.map(planLine)),
    ...roots.map((root) => `root: ${printable(root)}`),
    ...signingKeys.map((key) => `manifests are signed by (Ed25519): ${printable(key)}`),
    '',
    'GETTING A DATABASE BACK WITH LIFEBOAT',
    `lifeboat key import ${quote(printable(facts.fileName))}`,
    ...signingKeys.map((key) => `lifeboat key trust ${printable(key)}`),
    'lifeboat catalog rebuild --dir FOLDER',
    'lifeboat connection add SERVER --host HOST --user USER --password-stdin',
    'lifeboat restore latest --to-new NAME --on SERVER',
    '',
    'GETTING A DATABASE BACK WITHOUT LIFEBOAT',
    ...steps,
  ];
  return `${commented(comments)}${identity}\n${commented(rest)}`;
}

export function headline({ madeAt, form, plans }: KitFacts): string[] {
  const lines = [
    'Lifeboat recovery kit',
    `made ${madeAt.toISOString()}, for ${FORMS[form]}`,
    'It opens every backup that is encrypted for keys of this kind from that date on. Keep the kits from before for older ones.',
  ];
  if (plans.some(({ encryption }) => encryption === 'passphrase'))
    lines.push('Backups that are encrypted with a passphrase need that passphrase; no kit opens them.');
  return lines;
}

const FORMS = { x25519: 'age keys (X25519)', hybrid: 'post-quantum age keys (ML-KEM-768 with X25519)' } as const;

export function planLine({ name, connection, database, folder, encryption, serverVersion, format }: KitPlan): string {
  const server = serverVersion === null ? 'PostgreSQL version not known yet' : `PostgreSQL ${serverVersion}`;
  return printable(
    `${name}: database ${database} of ${connection}, ${server}, format ${format}, ${sealed(encryption)}, in ${folder}`,
  );
}

function sealed(encryption: EncryptionForm | null): string {
  switch (encryption) {
    case null:
      return 'not encrypted';
    case 'passphrase':
      return 'encrypted with a passphrase (needs the passphrase, not this kit)';
    case 'x25519':
      return 'encrypted for age keys';
    case 'hybrid':
      return 'encrypted for post-quantum age keys';
  }
}

function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}`.trimEnd() + '\n').join('');
}
