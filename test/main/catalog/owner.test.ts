import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimSchedule, isAlive, openOwner } from '../../../main/catalog/owner.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { startHelper } from '../helpers/programs.ts';

describe('the identity of a process', () => {
  it('is its own, and lives until it is given back', () => {
    const dir = path.join(temporaryFolder(), 'owners');
    const [one, other] = [openOwner(dir), openOwner(dir)];
    onTestFinished(() => other.close());
    expect(one.pid).toBe(process.pid);
    expect(one.id).not.toBe(other.id);
    // Asking does not change the answer.
    for (const _ of [1, 2]) expect([isAlive(dir, one.id), isAlive(dir, other.id)]).toEqual([true, true]);
    one.close();
    expect([isAlive(dir, one.id), isAlive(dir, other.id)]).toEqual([false, true]);
    expect(readdirSync(dir)).toEqual([`${other.id}.db`]);
  });

  it('lives while the process does, as others see it, and dies with it', async () => {
    const dir = path.join(temporaryFolder(), 'owners');
    const helper = await startHelper('owner', dir);
    expect(isAlive(dir, helper.line)).toBe(true);
    await helper.kill();
    expect(isAlive(dir, helper.line)).toBe(false);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('that nobody ever had is not alive, nor is one that looks like a path', () => {
    const dir = temporaryFolder();
    expect([isAlive(dir, 'nobody'), isAlive(dir, '../../etc/passwd'), isAlive(path.join(dir, 'gone'), 'x')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the schedule', () => {
  it('belongs to one at a time', () => {
    const dir = path.join(temporaryFolder(), 'owners');
    const claim = claimSchedule(dir);
    expect(claim).not.toBeNull();
    expect(claimSchedule(dir)).toBeNull();
    claim?.release();
    const again = claimSchedule(dir);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('belongs to one process, and is free when that was killed', async () => {
    const dir = path.join(temporaryFolder(), 'owners');
    const first = await startHelper('scheduler', dir);
    const second = await startHelper('scheduler', dir);
    expect([first.line, second.line]).toEqual(['claimed', 'refused']);
    expect(claimSchedule(dir)).toBeNull();
    await second.kill();
    expect(claimSchedule(dir)).toBeNull();
    await first.kill();
    const claim = claimSchedule(dir);
    expect(claim).not.toBeNull();
    claim?.release();
  });
});
