import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../../main/app.ts';
import { type Clock, systemClock } from '../../main/ports.ts';
import type { TestServer } from '../helpers/server.ts';

/** Stops a server at once, as a crash would. Synchronous, so that nothing can go on meanwhile. Its folder stays until the file ends. */
export function crash(server: TestServer): void {
  control(server, ['-m', 'immediate', 'stop']);
}

export function startAgain(server: TestServer): void {
  control(server, ['-l', path.join(server.host, 'data', 'server.log'), 'start']);
}

function control(server: TestServer, args: string[]): void {
  const data = path.join(server.host, 'data');
  const { uid, gid } = statSync(data);
  execFileSync(path.join(server.binDir, 'pg_ctl'), ['-D', data, '-w', ...args], {
    stdio: 'ignore',
    cwd: '/',
    ...(process.getuid?.() === 0 && { uid, gid }),
  });
}

/** Runs a statement while this process stands still. */
export function sqlSync(server: TestServer, sql: string): void {
  const { host, port, user, password } = server;
  execFileSync(
    path.join(server.binDir, 'psql'),
    ['-Xqw', '-v', 'ON_ERROR_STOP=1', '-h', host, '-p', String(port), '-U', user, '-c', sql, 'postgres'],
    { stdio: 'ignore', env: { ...process.env, PGPASSWORD: password } },
  );
}

/** A clock that hurries: progress, which is told a few times per second, is told at every step. */
export function hastyClock(): Clock {
  let monotonic = 0;
  return { ...systemClock, monotonic: () => (monotonic += 1000) };
}

/**
 * Does something once, when the first bytes of a dump have arrived. This process reads nothing meanwhile, so a dump that is
 * larger than the pipes in between cannot have ended. It needs the hasty clock to hear of them in time.
 */
export function halfWay(app: App, act: () => void): void {
  const stop = app.listen((event) => {
    if (event.type !== 'progress' || event.progress.phase !== 'dumping' || event.progress.bytes === 0) return;
    stop();
    act();
  });
}
