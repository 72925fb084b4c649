import type { FailureRule } from './rule.ts';

/** How pg_restore complains of an archive that is cut short or has wrong bits. */
const DAMAGED = [
  String.raw`input file is too short`,
  String.raw`input file does not appear to be a valid (?:tar )?archive`,
  String.raw`could not (?:uncompress|decompress) data`,
  String.raw`could not read (?:from )?(?:input|compressed) file`,
  String.raw`could not close data file`,
  String.raw`could not find block ID`,
  String.raw`(?:found )?unexpected block ID`,
  String.raw`unexpected data offset flag`,
  String.raw`unrecognized data block type`,
  String.raw`unrecognized archive format`,
  String.raw`entry ID .* out of range`,
  String.raw`sanity check on integer size`,
  String.raw`expected format .* differs from format found in file`,
  String.raw`did not find magic string in file header`,
  String.raw`(?:corrupt|incomplete) tar header`,
  String.raw`invalid (?:ENCODING|STDSTRINGS|SEARCHPATH) item`,
  String.raw`invalid line in large object TOC`,
  String.raw`error reading large object TOC`,
];

/** The archive, and the files beside the program. */
export const archiveRules: readonly FailureRule[] = [
  {
    pattern: /(?:No space left on device|Disk quota exceeded)/,
    explain: () => ({
      code: 'disk_full',
      message: 'The disk of this computer is full.',
      nextStep: 'Free space on the disk that holds the backups, or let fewer be kept, then try again.',
    }),
  },
  {
    pattern: /unsupported version \(([\d.]+)\) in file header/,
    explain: ([, format = '']) => ({
      code: 'tool_missing',
      message: `The archive has format ${format}, which this pg_restore does not know: a newer pg_dump wrote it.`,
      nextStep: 'Install the client programs of the version named in the backup (toolVersion), or newer.',
    }),
  },
  {
    pattern: /input file appears to be a text format dump/,
    explain: () => ({
      code: 'restore_failed',
      message: 'The file is a plain SQL dump, not an archive.',
      nextStep: 'Restore it with psql.',
    }),
  },
  {
    pattern:
      /(?:this build does not support compression with (\w+)|compression (?:is )?not supported|does not support compression)/,
    explain: ([, method], { tool }) => ({
      code: 'tool_failed',
      message: `This ${tool} was built without ${method === undefined ? 'the compression asked for' : `${method} compression`}.`,
      nextStep: 'Choose gzip compression for the plan, or use the client programs of postgresql.org.',
    }),
  },
  {
    pattern:
      /(?<!(?:ERROR|FATAL): +)could not open (?:input |output )?file "(.*)": (No such file or directory|Permission denied|Is a directory|Read-only file system)/,
    explain: ([whole, file = '', reason = '']) => {
      const writing = whole.includes('output');
      if (writing) {
        return {
          code: 'not_writable',
          message: `The file ${file} cannot be written: ${reason.toLowerCase()}.`,
          nextStep: 'Check that the folder exists and that the user who runs Lifeboat may write there.',
        };
      }
      const absent = reason === 'No such file or directory';
      return {
        code: absent ? 'file_missing' : 'permission_denied',
        message: absent
          ? `The file ${file} of the backup is missing.`
          : `The file ${file} cannot be read: ${reason.toLowerCase()}.`,
        nextStep: absent
          ? 'Bring the file back to its place, or use another backup.'
          : 'Give the user who runs Lifeboat the right to read it.',
      };
    },
  },
  {
    pattern: new RegExp(`(?:${DAMAGED.join('|')}).*`),
    explain: ([reason]) => ({
      code: 'archive_damaged',
      message: `The archive is damaged or incomplete: ${reason}.`,
      nextStep: 'Use another backup; "lifeboat verify --all" says which are whole.',
    }),
  },
  {
    pattern: /^(?:[\w.-]+: (?:error: )?)?out of memory\.?$/m,
    explain: (_match, { tool }) => ({
      code: 'tool_failed',
      message: `${tool} ran out of memory on this computer.`,
      nextStep:
        tool === 'pg_restore'
          ? 'Run "lifeboat verify" on the backup, because a damaged archive can ask for absurd amounts; else free memory and use fewer jobs.'
          : 'Free memory on this computer, or use fewer jobs.',
    }),
  },
];
