import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/**
 * Writes metrics where node_exporter's textfile collector reads them: replaced as a whole, and readable by everyone, as it runs under
 * another user. It reads only what ends in `.prom`, so the draft does not.
 * @throws AppError `bad_input` for another ending, `unsafe_path` for what is no ordinary file, `not_writable`.
 */
export function writeTextfile(file: string, text: string): void {
  checkTarget(file);
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.new`);
  try {
    // Whatever a killed process of this number has left.
    rmSync(draft, { force: true });
    const fd = openSync(draft, 'wx', 0o600);
    try {
      writeSync(fd, text);
      fchmodSync(fd, 0o644);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new AppError(
      'not_writable',
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      'Name a file in a folder that exists and may be written, the one given to node_exporter as --collector.textfile.directory.',
      { cause: error },
    );
  }
}

function checkTarget(file: string): void {
  if (!/[^/\\]\.prom$/.test(file))
    throw new AppError(
      'bad_input',
      `${file} does not end in .prom, and node_exporter reads nothing else.`,
      'Name it lifeboat.prom.',
    );
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new AppError(
    'unsafe_path',
    `${file} is a folder, a link or a device, and is not replaced.`,
    'Name an ordinary file, or one that does not exist yet.',
  );
}
