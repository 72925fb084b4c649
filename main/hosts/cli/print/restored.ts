import { formatDuration, printable } from '../../../../shared/format.ts';
import type { Difference, RestoreResult } from '../../../../shared/model/restore.ts';
import { table } from './table.ts';
import { paint, plural } from './text.ts';

export function describeRestore(restored: RestoreResult): string[] {
  const { database, connection, tables, rows, durationMs, differences, errors, omitted, ok } = restored;
  return [
    `Restored ${printable(database)} on ${printable(connection)}: ${plural(tables, 'table')}, ${plural(rows, 'row')} in ${formatDuration(durationMs)}.`,
    ok
      ? paint('green', 'It equals the backup.')
      : paint('red', `It differs from the backup in ${plural(differences.length, 'place')}.`),
    ...describeDifferences(differences),
    ...errors.map(printable),
    ...omitted.map((what) => paint('yellow', `Left out: ${printable(what)}.`)),
  ];
}

export function describeDifferences(differences: readonly Difference[]): string[] {
  return differences.length > 0 ? table(['DIFFERENCE', 'OBJECT', 'EXPECTED', 'FOUND'], differences.map(row)) : [];
}

function row({ kind, object, expected, actual }: Difference): string[] {
  return [kind.replaceAll('_', ' '), printable(object), printable(expected ?? '–'), printable(actual ?? '–')];
}
