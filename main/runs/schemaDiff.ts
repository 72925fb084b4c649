import type { CallOutput, SchemaChange } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { signed, unifiedDiff } from '../../shared/textDiff.ts';
import { backupBefore } from '../catalog/backups.ts';
import { schemaStatements } from '../postgres/archive.ts';
import { readStatements, type SchemaStatements } from '../postgres/schemaText.ts';
import type { Context } from './context.ts';
import { archiveHead } from './openArchive.ts';
import { readTrustedManifest } from './trustedManifest.ts';

/** So many objects are told; a whole schema that is new says little. */
const MOST_OBJECTS = 500;
/** So much is told of an object. */
const MOST_CHARACTERS = 20_000;

type Compared = CallOutput<'backups.schemaDiff'>;

/**
 * Compares the schema of a backup with that of the good backup of its plan before it.
 * @throws AppError `bad_input` for plain archives, which have no table of contents; `key_missing`, `archive_damaged`, `file_missing`, `signature_invalid`, `tool_missing`.
 */
export async function schemaDiff(context: Context, backup: Backup, signal: AbortSignal): Promise<Compared> {
  const before = backupBefore(context.db, backup);
  if (!before) return { backup: backup.id, against: null, sameVersions: true, objects: [], omitted: 0 };
  const [old, fresh] = [await statementsOf(context, before, signal), await statementsOf(context, backup, signal)];
  const objects = compareStatements(old, fresh);
  return {
    backup: backup.id,
    against: { id: before.id, createdAt: before.createdAt },
    sameVersions: before.serverVersion === backup.serverVersion && before.toolVersion === backup.toolVersion,
    objects: objects.slice(0, MOST_OBJECTS),
    omitted: Math.max(0, objects.length - MOST_OBJECTS),
  };
}

/** What was added, removed or changed from one schema to another, by name of the object. */
export function compareStatements(old: SchemaStatements, fresh: SchemaStatements): SchemaChange[] {
  const changes: SchemaChange[] = [];
  for (const object of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
    const [before, after] = [old.get(object), fresh.get(object)];
    if (before === after) continue;
    if (before === undefined) changes.push({ kind: 'added', object, text: cut(signed('+', tight(after ?? ''))) });
    else if (after === undefined) changes.push({ kind: 'removed', object, text: cut(signed('-', tight(before))) });
    else changes.push({ kind: 'changed', object, text: cut(unifiedDiff(tight(before), tight(after))) });
  }
  return changes;
}

async function statementsOf(context: Context, backup: Backup, signal: AbortSignal): Promise<SchemaStatements> {
  if (backup.format === 'plain')
    throw new AppError(
      'bad_input',
      'A backup in the plain format has no table of contents to compare.',
      'Compare the files with diff, or let the plan use the custom format.',
    );
  const { tools } = await context.toolbox.newestWith('pg_restore');
  const archive = await archiveHead(context, backup.path, await readTrustedManifest(context, backup), signal);
  return readStatements(await schemaStatements(archive, tools.pg_restore, { noOwner: false, list: null }, signal));
}

/** pg_dump leaves two lines free between statements. */
function tight(text: string): string {
  return text.replaceAll(/\n{3,}/g, '\n\n');
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, text.lastIndexOf('\n', MOST_CHARACTERS))}\n@@`;
}
