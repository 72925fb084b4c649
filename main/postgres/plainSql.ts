import { AppError } from '../../shared/errors.ts';

const DATA_HEADER = Buffer.from('\n-- Data for Name: ');
const COPY = Buffer.from('\nCOPY ');
const COPY_END = Buffer.from('\n\\.\n');
/** The last words of pg_dump; the newline at the very end may be missing. */
const CLOSING = /\n--\n-- PostgreSQL database dump complete\n--\n*(?:\n\n\\unrestrict (\w+)\n*)?$/;
/** Versions since August 2025 put everything between `\restrict` and `\unrestrict` with the same random key. */
const RESTRICT = /\n\\restrict (\w+)\n/;
const HEAD = 512;
/** Longer than any of the marks, so that one split between two chunks is seen in the next. */
const OVERLAP = 64;
const TAIL = 1024;

/**
 * Watches a plain SQL dump go by. There is nothing to decode in it, so its proof is the closing line that pg_dump writes last and
 * that every COPY block was ended. Data can look like SQL, and function bodies like data, so a COPY counts only behind pg_dump's own header for it.
 */
export function checkPlainSql(): { write(chunk: Uint8Array): void; end(): void } {
  // A newline in front, so that a mark on the very first line is found like any other.
  let rest: Buffer = Buffer.from('\n');
  let head = '';
  let tail = '';
  let looking: 'header' | 'copy' | 'copyEnd' = 'header';
  const marks = { header: DATA_HEADER, copy: COPY, copyEnd: COPY_END };
  const following = { header: 'copy', copy: 'copyEnd', copyEnd: 'header' } as const;

  return {
    write(chunk) {
      if (head.length < HEAD) head += Buffer.from(chunk.subarray(0, HEAD)).toString('latin1');
      tail = (tail + Buffer.from(chunk.subarray(-TAIL)).toString('latin1')).slice(-TAIL);
      let text: Buffer = Buffer.concat([rest, chunk]);
      for (;;) {
        const at = text.indexOf(marks[looking]);
        if (at < 0) break;
        // The last newline of a mark may be the first of the next one.
        text = text.subarray(at + marks[looking].length - 1);
        looking = following[looking];
      }
      rest = Buffer.from(text.subarray(-OVERLAP));
    },
    /** @throws AppError `archive_damaged` */
    end() {
      if (looking === 'copyEnd') throw truncated('it ends inside the data of a table');
      const closing = CLOSING.exec(tail);
      if (!closing || closing[1] !== RESTRICT.exec(head)?.[1]) throw truncated('its closing lines are missing');
    },
  };
}

function truncated(why: string): AppError {
  return new AppError(
    'archive_damaged',
    `The SQL dump is not complete: ${why}.`,
    'Restore from another backup, and check the disk.',
  );
}
