import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPurpose } from '../../../../main/hosts/desktop/arguments.ts';
import { createAutostart } from '../../../../main/hosts/desktop/autostart.ts';
import { followUpdates, type Updater } from '../../../../main/hosts/desktop/updates.ts';
import { silentLogger } from '../../../../main/ports.ts';
import { temporaryFolder } from '../../../helpers/app.ts';
import { fakeClock } from '../../../helpers/clock.ts';

const DAY = 24 * 3_600_000;

describe('the command line of the program', () => {
  it.each([
    [[], { kind: 'window', hidden: false, home: undefined }],
    [['--hidden', '--no-sandbox', '--disable-gpu'], { kind: 'window', hidden: true, home: undefined }],
    [['--home', '/h', '--hidden'], { kind: 'window', hidden: true, home: '/h' }],
    [['backup', 'shop', '--json'], { kind: 'command', args: ['backup', 'shop', '--json'] }],
    [['--home', '/h', 'status'], { kind: 'command', args: ['--home', '/h', 'status'] }],
    [['--version'], { kind: 'command', args: ['--version'] }],
  ])('%j', (args, purpose) => {
    expect(readPurpose(['/opt/Lifeboat/lifeboat', ...args], true)).toEqual(purpose);
    expect(readPurpose(['/opt/electron', '/checkout', ...args], false)).toEqual(purpose);
  });
});

describe('starting with the session', () => {
  const none = { getLoginItemSettings: () => ({}) as never, setLoginItemSettings: () => undefined };

  it('is a file of the desktop on Linux, whatever the name of the program', () => {
    const configDir = temporaryFolder();
    const file = path.join(configDir, 'autostart', 'lifeboat.desktop');
    const command = ['/opt/My "Life$boat`\\100%/app'] as const;
    const autostart = createAutostart({ app: none, platform: 'linux', command, configDir });
    expect(autostart.enabled()).toBe(false);
    autostart.enable(true);
    expect(autostart.enabled()).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(
      String.raw`Exec="/opt/My \\"Life\\$boat\\` + '`' + String.raw`\\\\100%%/app" "--hidden"`,
    );
    // As the settings of desktops turn it off.
    writeFileSync(file, `${readFileSync(file, 'utf8')}Hidden=true\n`);
    expect(autostart.enabled()).toBe(false);
    autostart.enable(false);
    autostart.enable(false);
    expect(autostart.enabled()).toBe(false);
  });

  it('is a login item elsewhere', () => {
    const asked: unknown[] = [];
    const app = {
      getLoginItemSettings: () => ({ openAtLogin: true }) as never,
      setLoginItemSettings: (settings: object) => void asked.push(settings),
    };
    const autostart = createAutostart({ app, platform: 'win32', command: ['C:\\Lifeboat.exe'], configDir: '' });
    autostart.enable(true);
    expect(asked).toEqual([{ path: 'C:\\Lifeboat.exe', args: ['--hidden'], openAtLogin: true }]);
    expect(autostart.enabled()).toBe(true);
  });
});

describe('updates', () => {
  function follow(found: boolean) {
    const clock = fakeClock('2026-06-01T00:00:00Z');
    const done: string[] = [];
    const updater = {
      autoDownload: true,
      autoInstallOnAppQuit: false,
      async checkForUpdates() {
        done.push('looked');
        return { isUpdateAvailable: found, updateInfo: { version: '2.0.0' } } as never;
      },
      async downloadUpdate() {
        done.push('fetched');
        return [];
      },
    } satisfies Updater;
    const state = { busy: false };
    const stop = followUpdates({ load: async () => updater, clock, logger: silentLogger, busy: () => state.busy });
    const passes = async (ms: number) => {
      clock.advance(ms);
      await new Promise(setImmediate);
    };
    return { done, updater, state, stop, passes };
  }

  it('are looked for once a day, fetched, and left for when Lifeboat is quit', async () => {
    const { done, updater, passes, stop } = follow(true);
    await passes(3_600_000);
    expect(done).toEqual(['looked', 'fetched']);
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: true });
    await passes(DAY);
    expect(done).toEqual(['looked', 'fetched', 'looked', 'fetched']);
    stop();
    await passes(DAY);
    expect(done).toHaveLength(4);
  });

  it('are let be while something runs', async () => {
    const { done, state, passes } = follow(true);
    state.busy = true;
    await passes(3_600_000);
    expect(done).toEqual([]);
  });
});
