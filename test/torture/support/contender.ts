import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { ContenderAnswer } from '../../fixtures/torture/contender.ts';

const program = path.join(import.meta.dirname, '../../fixtures/torture/contender.ts');

export interface Contender {
  readonly pid: number;
  /** Tells the process to back up, and resolves with what it says of it. */
  readonly backUp: () => Promise<ContenderAnswer>;
}

/** Starts a process that takes backups of a plan when told to, until the test is over. */
export async function startContender(home: string, toolDir: string, plan: string): Promise<Contender> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, home, toolDir, plan], {
    env: { PATH, HOME },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the contender has ended');
    return value;
  };
  await nextLine();
  return {
    pid: child.pid ?? 0,
    async backUp() {
      child.stdin.write('go\n');
      return JSON.parse(await nextLine()) as ContenderAnswer;
    },
  };
}
