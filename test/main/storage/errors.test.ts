import { describe, expect, it } from 'vitest';
import { storageError } from '../../../main/storage/errors.ts';
import { AppError } from '../../../shared/errors.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code });
}

describe('an error of the file system', () => {
  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EFBIG', 'disk_full'],
    ['EACCES', 'not_writable'],
    ['EPERM', 'not_writable'],
    ['EROFS', 'not_writable'],
    ['ENOTDIR', 'unsafe_path'],
    ['ELOOP', 'unsafe_path'],
    ['EEXIST', 'unsafe_path'],
    ['ENOENT', 'file_missing'],
    ['EIO', 'archive_damaged'],
  ])('%s is told as %s, with the place and what to do', (system, code) => {
    const cause = systemError(system);
    const error = storageError(cause, '/disk/a') as AppError;
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, cause, message: expect.stringContaining('/disk/a') });
    expect(error.nextStep).toMatch(/^\S[^\n]+\.$/);
  });

  it('that is one of ours already stays as it is', () => {
    const error = new AppError('hash_mismatch', 'a', 'b');
    expect(storageError(error, '/disk/a')).toBe(error);
  });

  it.each([systemError('EMFILE'), new TypeError('a defect'), 'text', null, undefined])(
    'that is unknown (%s) passes through',
    (thrown) => {
      expect(storageError(thrown, '/disk/a')).toBe(thrown);
    },
  );
});
