import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeTextfile } from '../../../../main/hosts/cli/textfile.ts';
import { temporaryFolder } from '../../../helpers/app.ts';
import { modeOf } from '../../helpers/files.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = path.join(folder, 'lifeboat.prom');
});

describe('the textfile for node_exporter', () => {
  it('is readable by everyone whatever the umask, and alone in its folder', () => {
    const before = process.umask(0o077);
    try {
      writeTextfile(file, 'a 1\n');
    } finally {
      process.umask(before);
    }
    expect([readFileSync(file, 'utf8'), modeOf(file), readdirSync(folder)]).toEqual([
      'a 1\n',
      '644',
      ['lifeboat.prom'],
    ]);
  });

  it('is replaced as a whole: whoever reads the old one reads it to its end', () => {
    writeTextfile(file, 'a 1\n');
    const { ino } = statSync(file);
    chmodSync(file, 0o600);
    writeTextfile(file, 'a 2\n');
    expect(statSync(file).ino).not.toBe(ino);
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['a 2\n', '644']);
  });

  it.each([
    ['another ending', 'lifeboat.txt', 'bad_input'],
    ['no name before the ending', '.prom', 'bad_input'],
    ['a folder', 'folder.prom', 'unsafe_path'],
    ['a link', 'link.prom', 'unsafe_path'],
    ['a link that leads nowhere', 'dangling.prom', 'unsafe_path'],
    ['a folder that is not there', 'none/lifeboat.prom', 'not_writable'],
  ])('is refused for %s', (_what, name, code) => {
    mkdirSync(path.join(folder, 'folder.prom'));
    writeFileSync(path.join(folder, 'target'), 'kept');
    symlinkSync('target', path.join(folder, 'link.prom'));
    symlinkSync('nowhere', path.join(folder, 'dangling.prom'));
    const before = readdirSync(folder);
    expect(() => writeTextfile(path.join(folder, name), 'a 1\n')).toThrow(expect.objectContaining({ code }));
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(path.join(folder, 'target'), 'utf8')).toBe('kept');
  });
});
