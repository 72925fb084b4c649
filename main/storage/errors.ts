import { AppError } from '../../shared/errors.ts';

/** A file system error as a sentence about `where`; anything else passes through. */
export function storageError(error: unknown, where: string): unknown {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new AppError(
        'disk_full',
        `The disk of ${where} is full.`,
        'Free some space or run `lifeboat prune`; earlier backups are untouched.',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError(
        'not_writable',
        `${where} cannot be written.`,
        'Check its permissions and owner, or choose another folder with --dir.',
        { cause: error },
      );
    case 'ENOTDIR':
    case 'ELOOP':
    case 'EEXIST':
      return new AppError(
        'unsafe_path',
        `Something unexpected stands at ${where}.`,
        'Look at it; Lifeboat neither overwrites files nor follows links.',
        { cause: error },
      );
    case 'ENOENT':
      return new AppError(
        'file_missing',
        `${where} does not exist.`,
        'If the disk is removable, connect it; otherwise run `lifeboat catalog rebuild`.',
        { cause: error },
      );
    case 'EIO':
      return new AppError(
        'archive_damaged',
        `The disk reports an error at ${where}.`,
        'Check the disk, and restore from another backup meanwhile.',
        { cause: error },
      );
    default:
      return error;
  }
}
