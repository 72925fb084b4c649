import type { CallOutput } from '../../shared/contract.ts';

export type Losses = NonNullable<CallOutput<'restores.checkReplace'>['loses']>;
type Counts = Losses['tables'][number];

/** Rows that there are now beyond those of the backup; negative where the backup has more, null where it cannot be told. */
export function lossOf({ rowsNow, rowsBackup }: Counts): number | null {
  // A table that is not in the backup is set aside with all its rows.
  if (rowsNow !== null) return rowsNow - (rowsBackup ?? 0);
  return rowsBackup === null ? null : -rowsBackup;
}

/** The greatest losses first, then the greatest gains; what does not differ comes last. */
export function byLoss(tables: readonly Counts[]): (Counts & { readonly loss: number | null })[] {
  const weight = (loss: number | null) => (loss === null || loss === 0 ? 0 : loss > 0 ? 2 : 1);
  return tables
    .map((table) => ({ ...table, loss: lossOf(table) }))
    .toSorted((one, other) => {
      const [a, b] = [one.loss ?? 0, other.loss ?? 0];
      return weight(other.loss) - weight(one.loss) || Math.abs(b) - Math.abs(a) || compare(one, other);
    });
}

/** What all tables together lose. */
export function summaryOf(tables: readonly Counts[]): { readonly tables: number; readonly rows: number } {
  const losses = tables.map(lossOf).filter((loss) => loss !== null && loss > 0);
  return { tables: losses.length, rows: losses.reduce<number>((sum, loss) => sum + (loss ?? 0), 0) };
}

function compare(one: Counts, other: Counts): number {
  return one.schema.localeCompare(other.schema) || one.name.localeCompare(other.name);
}
