import { formatBytes, formatDuration, printable } from '../../../../shared/format.ts';
import type { Backup } from '../../../../shared/model/backup.ts';
import type { ManifestEncryption } from '../../../../shared/model/encryption.ts';
import { restoreCommand } from '../../../../shared/restoreCommand.ts';
import type { CallOutput } from '../../../../shared/contract.ts';
import type { Handler } from '../command.ts';
import { facts, table } from '../print/table.ts';
import { moment, paint, plural, relative, shortId } from '../print/text.ts';

const COLOURS = { good: 'green', damaged: 'red', missing: 'yellow' } as const;
const SIGNATURES = {
  valid: 'by a machine that this one trusts',
  unsigned: 'none',
  foreign: 'by a machine that this one does not know',
  invalid: 'wrong: its manifest is not the one that was written',
} as const;
const HEADING = ['BACKUP', 'PLAN', 'DATABASE', 'TAKEN', 'SIZE', 'PROOF', 'STATE'];
/** More tables than this are summed up. */
const TABLES_SHOWN = 30;

export const backups: Handler = async (cli, input) => {
  const filter = {
    plan: input.text('plan'),
    state: input.text('state') as Backup['state'] | undefined,
    search: input.text('search'),
    limit: input.number('limit'),
  };
  const answer = await cli.call('backups.list', filter);
  const filtered = filter.plan !== undefined || filter.state !== undefined || filter.search !== undefined;
  return {
    json: answer,
    lines() {
      if (answer.backups.length > 0)
        return table(
          HEADING,
          answer.backups.map((backup) => row(backup, cli.now)),
        );
      if (filtered) return ['No backup fits.', '`lifeboat backups` lists all.'];
      return [
        'No backup yet.',
        'Take one with `lifeboat backup`; `lifeboat plan add --help` shows how to make a plan.',
      ];
    },
  };
};

function row(backup: Backup, now: Date): string[] {
  return [
    shortId(backup.id),
    printable(backup.plan),
    printable(backup.database),
    relative(backup.createdAt, now),
    formatBytes(backup.storedBytes),
    backup.verification.level,
    state(backup),
  ];
}

function state(backup: Backup): string {
  return paint(COLOURS[backup.state], backup.state) + (backup.pinned ? ', pinned' : '');
}

export const show: Handler = async (cli, input) => {
  const answer = await cli.call('backups.show', { backup: input.argument(0) });
  return { json: answer, lines: () => describe(answer, cli.now) };
};

function describe(
  { backup, contents, encryption, verifications, findings }: CallOutput<'backups.show'>,
  now: Date,
): string[] {
  return [
    ...facts([
      ['Backup', backup.id],
      ['Plan', printable(backup.plan)],
      [
        'Database',
        `${printable(backup.database)} on ${printable(backup.connection)}, PostgreSQL ${backup.serverVersion}`,
      ],
      ['State', state(backup)],
      ['Taken', `${moment(backup.createdAt, now)}, in ${formatDuration(backup.durationMs)}`],
      ['Size', `${formatBytes(backup.storedBytes)}, ${backup.format} format, pg_dump ${backup.toolVersion}`],
      ['Proof', `${backup.verification.level}, ${moment(backup.verification.at, now)}`],
      ['Signature', SIGNATURES[backup.signature]],
      ['File', printable(backup.path)],
      ['SHA-256', backup.storedSha256],
      ['Encrypted', encryptionOf(backup, encryption)],
      ['By hand', printable(restoreCommand(backup, encryption))],
    ]),
    ...backup.warnings.map((warning) => `Warning   ${printable(warning)}`),
    ...findings.flatMap(({ message, nextStep }) => [
      `${paint('yellow', 'Unusual')}   ${printable(message)}`,
      `          ${printable(nextStep)}`,
    ]),
    ...(contents
      ? ['', ...describeContents(contents)]
      : ['', 'Its manifest cannot be read or believed, so its contents are not known.']),
    ...(verifications.length > 0 ? ['', ...describeProofs(verifications, now)] : []),
  ];
}

function encryptionOf({ encrypted }: Backup, encryption: ManifestEncryption | null): string | null {
  if (!encrypted) return null;
  if (encryption === null) return 'with age';
  if (encryption.form === 'passphrase') return 'with age and a passphrase';
  return `with age, for ${plural(encryption.recipients.length, 'key')}`;
}

function describeContents({
  schemas,
  tables,
  extensions,
  roles,
}: NonNullable<CallOutput<'backups.show'>['contents']>): string[] {
  const largest = tables.toSorted((a, b) => b.bytes - a.bytes).slice(0, TABLES_SHOWN);
  const rest = tables.length - largest.length;
  const rows = largest.map(({ schema, name, rows: count, bytes }) => [
    `${printable(schema)}.${printable(name)}`,
    count === null ? 'not counted' : plural(count, 'row'),
    formatBytes(bytes),
  ]);
  return [
    ...table(['TABLE', 'ROWS', 'SIZE'], rows),
    ...(rest > 0 ? [`… and ${plural(rest, 'smaller table')}; --json has all.`] : []),
    '',
    ...facts([
      ['Schemas', names(schemas)],
      ['Extensions', names(extensions.map(({ name, version }) => `${name} ${version}`))],
      ['Roles', names(roles)],
    ]),
  ];
}

function names(list: readonly string[]): string | null {
  return list.length === 0 ? null : list.map(printable).join(', ');
}

function describeProofs(verifications: CallOutput<'backups.show'>['verifications'], now: Date): string[] {
  const rows = verifications.map(({ level, ok, at, reason }) => [
    level,
    ok ? paint('green', 'good') : paint('red', 'bad'),
    moment(at, now),
    printable(reason ?? ''),
  ]);
  return table(['VERIFIED', 'RESULT', 'WHEN', 'REASON'], rows);
}
