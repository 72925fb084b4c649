import { AppError } from '../../shared/errors.ts';

/** Twenty-two hybrid recipients, the most that a plan can have with its own two keys, make 35 KiB; what is far longer is no header. */
export const MAX_HEADER = 64 * 1024;

const MAGIC = Buffer.from('age-encryption.org/v1\n');
const MAC_BEGIN = '\n--- ';

/** Takes the pieces of a file until its header is whole, in constant memory and looking at no byte twice. */
export class HeaderReader {
  private readonly bytes: Buffer;
  private readonly behind: number;
  private filled = 0;
  private macAt = -1;
  private end = -1;

  /** @param behind how many bytes after the header are wanted with it. */
  constructor(behind: number) {
    this.behind = behind;
    this.bytes = Buffer.alloc(MAX_HEADER + behind);
  }

  /**
   * The header, the bytes behind it, and the rest of this piece; null when more is needed.
   * @throws AppError `archive_damaged` as soon as it cannot become a header.
   */
  add(piece: Uint8Array): { readonly header: Buffer; readonly behind: Buffer; readonly rest: Uint8Array } | null {
    const before = this.filled;
    const taken = piece.subarray(0, this.bytes.length - this.filled);
    this.bytes.set(taken, this.filled);
    this.filled += taken.length;
    const seen = Math.min(this.filled, MAGIC.length);
    if (!this.bytes.subarray(0, seen).equals(MAGIC.subarray(0, seen))) throw headerDamaged();
    this.find(before);
    if (this.end < 0) {
      if (this.filled === this.bytes.length) throw headerDamaged();
      return null;
    }
    const whole = this.end + this.behind;
    if (this.filled < whole) return null;
    return {
      header: this.bytes.subarray(0, this.end),
      behind: this.bytes.subarray(this.end, whole),
      rest: piece.subarray(Math.max(0, whole - before)),
    };
  }

  private find(from: number): void {
    const seen = this.bytes.subarray(0, this.filled);
    if (this.macAt < 0) this.macAt = seen.indexOf(MAC_BEGIN, Math.max(0, from - MAC_BEGIN.length + 1));
    if (this.macAt < 0 || this.end >= 0) return;
    const newline = seen.indexOf('\n', Math.max(from, this.macAt + 1));
    if (newline >= MAX_HEADER) throw headerDamaged();
    if (newline >= 0) this.end = newline + 1;
  }
}

export interface HeaderText {
  /** Kind and arguments of each stanza. */
  readonly stanzas: readonly (readonly string[])[];
  /** What the MAC covers, and the MAC. */
  readonly covered: Buffer;
  readonly mac: Buffer;
}

/**
 * Takes a header apart, as strictly as the format asks for: every file has one header only.
 * @throws AppError `archive_damaged` for anything else.
 */
export function parseHeader(header: Buffer): HeaderText {
  const lines = header.toString('latin1').split('\n');
  // The text ends with a newline, so the last of these is empty.
  const macLine = lines.at(-2) ?? '';
  const mac = decodeBase64(macLine.slice(4));
  if (lines.length < 5 || lines.at(-1) !== '' || !macLine.startsWith('--- ') || mac?.length !== 32)
    throw headerDamaged();
  const stanzas: string[][] = [];
  const body = lines.slice(1, -2);
  for (let at = 0; at < body.length;) {
    const first = body[at] ?? '';
    if (!/^->(?: [\x21-\x7e]+)+$/.test(first)) throw headerDamaged();
    stanzas.push(first.split(' ').slice(1));
    at += 1;
    // Full lines of 64 characters, and then one that is shorter, if only by being empty.
    for (let last = false; !last; at += 1) {
      const line = body[at];
      if (line === undefined || line.length > 64 || decodeBase64(line) === null) throw headerDamaged();
      last = line.length < 64;
    }
  }
  return { stanzas, covered: header.subarray(0, header.length - macLine.length - 1 + 3), mac };
}

/** Base64 without padding in its only spelling; null for any other. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return encodeBase64(bytes) === text ? bytes : null;
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

export function headerDamaged(cause?: unknown): AppError {
  return new AppError(
    'archive_damaged',
    'The header of the encrypted archive is damaged.',
    'Restore from another backup, and check the disk.',
    { cause },
  );
}
