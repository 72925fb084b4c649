import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunLog, readRunLog } from '../../../main/runs/runLog.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { fakeClock } from '../../helpers/clock.ts';
import { modeOf } from '../helpers/files.ts';
import { START } from '../helpers/values.ts';

describe('the log of a run', () => {
  it('comes back line by line, with everything that was written', async () => {
    const dir = path.join(temporaryFolder(), 'logs');
    const clock = fakeClock(START);
    const log = openRunLog(dir, 'run', clock);
    log.write('info', 'run.started');
    clock.advance(1500);
    log.write('warn', 'run.warning', { message: 'a\n"b"', count: 2 });
    log.close();
    expect(await readRunLog(dir, 'run')).toEqual([
      { at: START, level: 'info', event: 'run.started' },
      { at: '2026-03-10T12:00:01.500Z', level: 'warn', event: 'run.warning', message: 'a\n"b"', count: 2 },
    ]);
    expect([modeOf(dir), modeOf(path.join(dir, 'run.jsonl'))]).toEqual(['700', '600']);
  });

  it('can be read while it is being written', async () => {
    const dir = temporaryFolder();
    const log = openRunLog(dir, 'run', fakeClock(START));
    log.write('info', 'run.started');
    expect(await readRunLog(dir, 'run')).toHaveLength(1);
    log.close();
  });

  it('keeps its own time, level and event, whatever the fields are called', async () => {
    const dir = temporaryFolder();
    const log = openRunLog(dir, 'run', fakeClock(START));
    log.write('error', 'verify.result', { at: 'never', level: 'decoded', event: 'other', ok: false });
    log.close();
    expect(await readRunLog(dir, 'run')).toEqual([{ at: START, level: 'error', event: 'verify.result', ok: false }]);
  });

  it('goes on where it was left, and leaves out what a crash tore', async () => {
    const dir = temporaryFolder();
    const file = path.join(dir, 'run.jsonl');
    const write = (event: string) => {
      const log = openRunLog(dir, 'run', fakeClock(START));
      log.write('info', event);
      log.close();
    };
    write('one');
    appendFileSync(file, 'null\n{"at":"x"}\n');
    write('two');
    appendFileSync(file, '{"at":"2026-03-10T12:0');
    expect((await readRunLog(dir, 'run')).map(({ event }) => event)).toEqual(['one', 'two']);
  });

  it('is not there for a run that never was', async () => {
    await expect(readRunLog(temporaryFolder(), 'run')).rejects.toMatchObject({ code: 'no_run' });
  });
});
