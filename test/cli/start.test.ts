import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { start } from '../../main/exec.ts';
import { temporaryFolder } from '../helpers/app.ts';

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'scripts', 'start.mjs');

// The path without a desktop; with one, Electron would be fetched.
it.runIf(process.platform === 'linux')(
  'opens the screens in a browser where there is no desktop, and says so',
  async () => {
    const home = temporaryFolder();
    const said: string[] = [];
    const told = Promise.withResolvers<void>();
    const child = start({
      file: process.execPath,
      args: [SCRIPT],
      env: { LIFEBOAT_HOME: home },
      cwd: home,
      stdout: 'pipe',
      onStderrLine: (line) => {
        said.push(line);
      },
    });
    onTestFinished(async () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGTERM');
      await child.exit;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (/http:\/\/127\.0\.0\.1:\d+\/\?token=/.test(text)) told.resolve();
    });
    const opened = await Promise.race([told.promise.then(() => true), child.exit.then(() => false)]);

    expect(opened).toBe(true);
    expect(said[0]).toBe('start: there is no desktop here; opening Lifeboat in the browser instead.');
  },
);
