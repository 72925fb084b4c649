import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { capture, type Child, ESCALATION_MS, start } from '../../main/exec.ts';
import { AppError } from '../../shared/errors.ts';
import { program } from './helpers/programs.ts';

async function firstWords(child: Child): Promise<string> {
  const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return chunk.toString();
}

function holdTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

describe('stopping a program', () => {
  it('asks it to go with SIGTERM', async () => {
    const stop = new AbortController();
    const child = start({ ...program('wait'), stdout: 'pipe', signal: stop.signal });
    expect(await firstWords(child)).toBe('ready\n');
    stop.abort();
    expect(await child.exit).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('kills one that does not listen, but not before its time is up', async () => {
    holdTimers();
    const stop = new AbortController();
    const { promise: heard, resolve: onStderrLine } = Promise.withResolvers<string>();
    const child = start({ ...program('wait', 'deaf'), stdout: 'pipe', signal: stop.signal, onStderrLine });
    await firstWords(child);
    stop.abort();
    expect(await heard).toBe('not listening');
    vi.advanceTimersByTime(ESCALATION_MS - 1);
    expect(process.kill(child.pid ?? 0, 0)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await child.exit).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does so at once when the signal had aborted before', async () => {
    const child = start({ ...program('wait'), stdout: 'pipe', signal: AbortSignal.abort() });
    expect(await child.exit).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('sets no timer for a program that has ended already', async () => {
    holdTimers();
    const stop = new AbortController();
    await start({ ...program('say', '', '0'), signal: stop.signal }).exit;
    stop.abort();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sets no timer for a program that never was', async () => {
    holdTimers();
    const missing = start({ file: '/nowhere/pg_dump', args: [], signal: AbortSignal.abort() });
    await expect(missing.exit).rejects.toMatchObject({ code: 'tool_missing' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes a capture fail with the reason of the signal', async () => {
    const stop = new AbortController();
    const reason = new AppError('cancelled', 'Stopped.', '');
    const captured = capture({ ...program('wait'), signal: stop.signal });
    stop.abort(reason);
    await expect(captured).rejects.toBe(reason);
  });
});

describe('the end of a program', () => {
  it('is not there before its streams are closed, even if a process of its own holds them', async () => {
    const child = start({ ...program('survivor'), stdin: 'pipe', stdout: 'pipe' });
    let ended = false;
    void child.exit.finally(() => {
      ended = true;
    });
    await firstWords(child);
    expect(ended).toBe(false);
    child.stdin?.end();
    expect(await child.exit).toMatchObject({ code: 0, stderr: 'last words\n' });
  });

  it('comes in spite of such a process when the program was stopped', async () => {
    holdTimers();
    const stop = new AbortController();
    const child = start({ ...program('survivor', 'stubborn'), stdout: 'pipe', signal: stop.signal });
    const survivor = Number(await firstWords(child));
    onTestFinished(() => void process.kill(survivor, 'SIGKILL'));
    stop.abort();
    vi.advanceTimersByTime(ESCALATION_MS);
    expect(await child.exit).toMatchObject({ code: 0 });
  });

  it('tells why when the program left before it had read its input', async () => {
    const child = start({ ...program('early-leaver'), stdin: 'pipe' });
    const block = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 8; count++) child.stdin?.write(block);
    child.stdin?.end();
    expect(await child.exit).toEqual({ code: 7, signal: null, stderr: 'I have seen enough\n' });
  });

  it('leaves what was printed to be read', async () => {
    const child = start({ ...program('say', '', '0', 'printed'), stdout: 'pipe' });
    const [printed, exit] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), child.exit]);
    expect([printed, exit.code]).toEqual(['printed', 0]);
  });
});
