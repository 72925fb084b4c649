/** PostgreSQL cuts longer names off (NAMEDATALEN - 1), and one could meet another's. */
const MOST_BYTES = 63;

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

export type NameProblem = 'empty' | 'tooLong' | 'taken';

/** What keeps a database from having this name; null when nothing is known to. */
export function nameProblem(name: string, taken: readonly string[]): NameProblem | null {
  if (name === '') return 'empty';
  if (bytesOf(name) > MOST_BYTES) return 'tooLong';
  return taken.includes(name) ? 'taken' : null;
}

/** `shop_restored_20261121`: the first such name that is free, cut so that it fits. `today` is read in the zone of this machine. */
export function proposeName(database: string, today: Date, taken: readonly string[]): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const ending = `_restored_${today.getFullYear()}${pad(today.getMonth() + 1)}${pad(today.getDate())}`;
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? ending : `${ending}_${number}`;
    const name = cut(database, MOST_BYTES - bytesOf(suffix)) + suffix;
    if (!taken.includes(name)) return name;
  }
}

/** The longest start of whole characters that has no more than that many bytes. */
function cut(text: string, bytes: number): string {
  let start = '';
  for (const character of text) {
    if (bytesOf(start + character) > bytes) break;
    start += character;
  }
  return start;
}
