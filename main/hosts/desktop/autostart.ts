import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App as ElectronApp } from 'electron';

export interface Autostart {
  enabled(): boolean;
  /** @throws when the system does not let us. */
  enable(wanted: boolean): void;
}

export interface AutostartOptions {
  readonly app: Pick<ElectronApp, 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  /** The program and what it is told before anything else. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The person's folder for settings of programs, on Linux. */
  readonly configDir: string;
}

/** Starting with the session, in the tray: login items on macOS and Windows, a file of the desktop elsewhere. */
export function createAutostart(options: AutostartOptions): Autostart {
  return options.platform === 'linux' ? desktopFile(options) : loginItem(options);
}

function loginItem({ app, command: [program, ...args] }: AutostartOptions): Autostart {
  const item = { path: program, args: [...args, '--hidden'] };
  return {
    enabled: () => app.getLoginItemSettings(item).openAtLogin,
    enable: (wanted) => app.setLoginItemSettings({ ...item, openAtLogin: wanted }),
  };
}

function desktopFile({ command, configDir }: AutostartOptions): Autostart {
  const folder = path.join(configDir, 'autostart');
  const file = path.join(folder, 'lifeboat.desktop');
  return {
    enabled() {
      try {
        return !/^(Hidden=true|X-GNOME-Autostart-enabled=false)$/m.test(readFileSync(file, 'utf8'));
      } catch {
        return false;
      }
    },
    enable(wanted) {
      if (!wanted) return rmSync(file, { force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, entry([...command, '--hidden']));
    },
  };
}

/** @see https://specifications.freedesktop.org/desktop-entry-spec/latest/ */
function entry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Lifeboat',
    'Comment=Keeps PostgreSQL databases restorable',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    '',
  ].join('\n');
}

/** Quoted for Exec, and then once more as any text of such a file; a percent sign would begin a field code. */
function quoted(argument: string): string {
  const inside = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  return `"${inside.replaceAll('\\', '\\\\')}"`;
}
