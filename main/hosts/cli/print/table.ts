import { stripVTControlCharacters } from 'node:util';
import { paint } from './text.ts';

/** Characters that take two columns of a terminal: East Asian and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;
const COMBINING = /\p{Mark}/gu;

/** Rows in aligned columns under a heading. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const [first = '', ...rest] = align([heading, ...rows]);
  return [paint('bold', first), ...rest];
}

/** Names on the left, what they are on the right; what is null is left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | null])[]): string[] {
  return align(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function width(text: string): number {
  const bare = stripVTControlCharacters(text).replace(COMBINING, '');
  return Array.from(bare).length + (bare.match(WIDE)?.length ?? 0);
}
