import { describe, expect, it, vi } from 'vitest';
import { reportEvents } from '../../../../main/hosts/cli/print/events.ts';
import { progressBar, progressLine } from '../../../../main/hosts/cli/print/progress.ts';
import { createScreen, type Screen } from '../../../../main/hosts/cli/print/screen.ts';
import { table } from '../../../../main/hosts/cli/print/table.ts';
import type { Progress, Run } from '../../../../shared/model/run.ts';

const progress: Progress = {
  phase: 'dumping',
  object: 'public.works',
  fraction: 0.5,
  bytes: 3 * 1024 * 1024,
  bytesPerSecond: 1024 * 1024,
  remainingMs: 3000,
  stalled: null,
};

describe('the progress bar', () => {
  it('tells phase, share, bytes, rate, time left and object', () => {
    expect(progressBar(progress, 100)).toBe(
      'Dumping  [##########----------]  50 %  3 MiB  1 MiB/s  3 s left  public.works',
    );
  });

  it('says less where less is known, and fits the terminal', () => {
    const unknown = { ...progress, fraction: null, bytes: 0, bytesPerSecond: 0, remainingMs: null };
    expect(progressBar(unknown, 100)).toBe('Dumping  public.works');
    expect(progressBar(unknown, 12)).toBe('Dumping  p…');
  });

  it('says what a stalled run waits for', () => {
    const stalled = { ...progress, stalled: 'blocked by session 7' };
    expect(progressBar(stalled, 200)).toMatch(/ {2}stalled: blocked by session 7$/);
    expect(progressLine(stalled)).toBe('Dumping, stalled: blocked by session 7');
  });

  it('cannot be broken by the name of a table', () => {
    expect(progressBar({ ...progress, object: 'a\r\u001B[2Kb' }, 200)).toMatch(/a\\u\{d\}\\u\{1b\}\[2Kb$/);
  });
});

describe('a table', () => {
  it('aligns its columns, wide and combining characters too', () => {
    expect(
      table(
        ['NAME', 'X'],
        [
          ['数据库', '1'],
          ['e\u0301', '2'],
          ['plain', '3'],
        ],
      ),
    ).toEqual([expect.stringContaining('NAME    X'), '数据库  1', 'e\u0301       2', 'plain   3']);
  });
});

describe('the screen', () => {
  function written(use: () => void): string {
    let text = '';
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    use();
    spy.mockRestore();
    return text;
  }

  it('puts lines above the bar and draws it again', () => {
    const { isTTY } = process.stderr;
    process.stderr.isTTY = true;
    const text = written(() => {
      const screen = createScreen(false);
      screen.draw('bar');
      screen.note('one\ntwo');
      screen.clear();
      screen.clear();
    });
    process.stderr.isTTY = isTTY;
    expect(text).toBe('\r\u001B[2Kbar\r\u001B[2Kone\ntwo\nbar\r\u001B[2K');
  });

  it('is silent when quiet, but for warnings', () => {
    const text = written(() => {
      const screen = createScreen(true);
      screen.draw('bar');
      screen.note('note');
      screen.warn('take care');
    });
    expect(text).toBe('warning: take care\n');
  });
});

describe('what is told while a command works', () => {
  it('is each phase once, each warning once, and the notes', () => {
    const said: string[] = [];
    const screen: Screen = {
      quiet: false,
      live: false,
      width: 80,
      note: (text) => said.push(text),
      warn: (text) => said.push(`warning: ${text}`),
      draw: () => said.push('a bar'),
      clear: () => undefined,
    };
    const tell = reportEvents(screen);
    const advisory = { code: 'x', message: 'It is old.', nextStep: 'Update it.' };
    const run = { id: 'r', endedAt: null, warnings: ['odd'], advisories: [] } as unknown as Run;
    tell({ type: 'note', message: 'cleared up' });
    tell({ type: 'progress', run: 'r', progress });
    tell({ type: 'progress', run: 'r', progress: { ...progress, fraction: 0.9 } });
    tell({ type: 'run', run });
    tell({ type: 'run', run: { ...run, advisories: [advisory] } });
    expect(said).toEqual(['cleared up', 'Dumping', 'warning: odd', 'warning: It is old. Update it.']);
  });
});
