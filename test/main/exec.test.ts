import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capture, redact, start } from '../../main/exec.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { program } from './helpers/programs.ts';

describe('starting a program', () => {
  it('passes every argument as it is, whatever a shell would make of it', async () => {
    const args = ['', ' two  words ', '"', "'", '$(touch x)', '`id`', 'a\nb', '*', '\\', '%PATH%', '-n', 'żółw 🐢'];
    const { code, stdout } = await capture(program('arguments', ...args));
    expect([code, JSON.parse(stdout)]).toEqual([0, args]);
  });

  it('passes any text but NUL as an argument', async () => {
    const texts = fc.sample(
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
      { numRuns: 50, seed: 7 },
    );
    const { stdout } = await capture(program('arguments', ...texts));
    expect(JSON.parse(stdout)).toEqual(texts);
  });

  it('drops the variables of this process, those of libpq above all, and speaks English', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { PGHOST: 'elsewhere', PGPASSWORD: 'x', PGSERVICE: 'y', LC_ALL: 'de_DE', OTHER: 'z' });
    try {
      const { stdout } = await capture({ ...program('environment'), env: { PGUSER: 'backup' } });
      const { env } = JSON.parse(stdout) as { env: Record<string, string> };
      expect(env).toMatchObject({ LC_ALL: 'C', PGUSER: 'backup', PATH: process.env['PATH'] });
      for (const name of ['PGHOST', 'PGPASSWORD', 'PGSERVICE', 'OTHER', 'NODE_OPTIONS', 'VITEST'])
        expect(env).not.toHaveProperty(name);
    } finally {
      process.env = before;
    }
  });

  it('runs it in the folder that is asked for', async () => {
    const cwd = temporaryFolder();
    const { stdout } = await capture({ ...program('environment'), cwd });
    expect((JSON.parse(stdout) as { cwd: string }).cwd).toBe(cwd);
  });

  it.each([
    ['there is no such program', () => path.join(temporaryFolder(), 'pg_dump')],
    ['it may not be run', () => path.join(import.meta.dirname, 'exec.test.ts')],
    ['its path leads through a file', () => path.join(import.meta.filename, 'pg_dump')],
  ])('says that the tool is missing when %s', async (_why, file) => {
    const child = start({ file: file(), args: [] });
    await expect(child.exit).rejects.toMatchObject({
      code: 'tool_missing',
      message: expect.stringContaining('could not be started'),
    });
    expect(child.pid).toBeUndefined();
  });
});

describe('what a program says', () => {
  it('comes back whole, with the exit code', async () => {
    expect(await capture(program('say', 'a warning\n', '3', 'the answer'))).toEqual({
      code: 3,
      signal: null,
      stderr: 'a warning\n',
      stdout: 'the answer',
    });
  });

  it('is read all the time, and only its end is kept', async () => {
    const lines: string[] = [];
    const exit = await start({ ...program('flood', '30000'), onStderrLine: (line) => lines.push(line) }).exit;
    expect(exit.code).toBe(0);
    expect(exit.stderr.length).toBe(16 * 1024);
    expect(exit.stderr).toContain('line 30000 ');
    expect(exit.stderr).not.toContain('line 1 ');
    expect(lines).toHaveLength(30_000);
    expect(lines.every((line, index) => line.startsWith(`line ${index + 1} x`))).toBe(true);
  });

  it('is told line by line, also the last one without an end', async () => {
    const lines: string[] = [];
    await start({ ...program('say', 'one\n\ntwo\nthree'), onStderrLine: (line) => lines.push(line) }).exit;
    expect(lines).toEqual(['one', '', 'two', 'three']);
  });

  it('is cut where a single line is longer than anything sensible', async () => {
    const lines: string[] = [];
    await start({ ...program('say', `${'x'.repeat(50_000)}\nnext\n`), onStderrLine: (line) => lines.push(line) }).exit;
    expect(lines.map((line) => line.length)).toEqual([8192, 4]);
  });

  it('is captured up to the limit, and the program is left to end by itself', async () => {
    const { code, stdout } = await capture(program('say', '', '4', 'x'.repeat(100_000)), 1000);
    expect([code, stdout]).toEqual([4, 'x'.repeat(1000)]);
  });
});

describe('secrets', () => {
  it('are seen neither in the lines nor in the end of what a program says', async () => {
    const lines: string[] = [];
    const secrets = ['hunter2', 'p"w$\n.*'];
    const said = 'password hunter2 refused, hunter2hunter2\np"w$\n.* too\n';
    const { stderr } = await start({ ...program('say', said), secrets, onStderrLine: (line) => lines.push(line) }).exit;
    expect(stderr).toBe('password [secret] refused, [secret][secret]\n[secret] too\n');
    expect(lines[0]).toBe('password [secret] refused, [secret][secret]');
  });

  it('are not seen in part either where something is cut', async () => {
    const secret = 'correct-horse-battery-staple';
    const lines: string[] = [];
    // The cuts go through the middle of the secret: 8 KiB after the start of the line, and 16 KiB before the end.
    const said = `${'a'.repeat(8192 - 14)}${secret}${'b'.repeat(16 * 1024 - 15)}\n`;
    const { stderr } = await start({
      ...program('say', said),
      secrets: [secret],
      onStderrLine: (line) => lines.push(line),
    }).exit;
    expect(lines[0]).toMatch(/^a+$/);
    expect(stderr).toMatch(/^b+\n$/);
  });

  it('shorter than three characters are left, since hiding them would shred the text', () => {
    expect(redact('abcabc', ['a', 'bc', ''])).toBe('abcabc');
    expect(redact('abcabc', ['abc'])).toBe('[secret][secret]');
  });

  it('never survive redaction', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'[secret]'.includes(secret));
        expect(
          redact(before + secret + after, [secret])
            .split('[secret]')
            .join('\0'),
        ).not.toContain(secret);
      }),
      { seed: 3 },
    );
  });
});
