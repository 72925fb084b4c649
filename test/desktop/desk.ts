import type { Menu, MenuItem } from 'electron';
import { vi } from 'vitest';
import type { FakeClock } from '../helpers/clock.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts';
import { type Desktop, launchDesktop, type LaunchOptions } from './driver.ts';

/** What the script that runs in Electron has seen; see test/fixtures/desktop/main.mjs. */
interface Witness {
  readonly clock: FakeClock;
  readonly images: string[];
  readonly tooltip: string;
  readonly menu: Menu | null;
  readonly menus: number;
  readonly notices: { readonly title: string; readonly body: string; readonly click: () => void }[];
  notificationsWork: boolean;
  readonly awake: number;
  readonly opened: string[];
  readonly questions: string[];
  answer: number;
}

declare global {
  var witness: Witness;
}

const PATIENCE = { timeout: 30_000, interval: 50 };

/** The desktop as a person has it: an icon, its menu, messages, and a window. */
export interface Desk extends Desktop {
  /** The state that the tray's picture shows. */
  image(): Promise<string | undefined>;
  tooltip(): Promise<string>;
  /** The labels of the menu; of a submenu when one is named. */
  menu(...path: string[]): Promise<string[]>;
  /** Chooses from the menu. */
  choose(...path: string[]): Promise<void>;
  notices(): Promise<{ title: string; body: string }[]>;
  clickNotice(index: number): Promise<void>;
  window(): Promise<{ visible: boolean; minimized: boolean; route: string }>;
  /** Awake: time passes, and whatever is due is looked at. */
  passes(ms: number): Promise<void>;
  /** Runs in the page of the window. */
  inPage<Result>(code: string): Promise<Result>;
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  until(fits: () => Promise<unknown>): Promise<void>;
}

/** Starts the desktop and waits until its tray shows how things stand. */
export async function openDesk(options: LaunchOptions = {}): Promise<Desk> {
  const desktop = await launchDesktop(options);
  const until = async (fits: () => Promise<unknown>) => {
    await vi.waitFor(async () => {
      if (await fits()) return;
      const seen = await desktop.evaluate(() => ({ ...globalThis.witness, clock: null, menu: null }));
      throw new Error(`it does not come to this: ${String(fits)}\n${JSON.stringify(seen)}`);
    }, PATIENCE);
  };
  await until(() => desktop.evaluate(() => globalThis.witness.menus > 0));
  const inPage = <Result>(code: string) =>
    desktop.evaluate(
      ({ BrowserWindow }, script) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script) as Promise<Result>,
      code,
    );
  await until(() => inPage(`document.querySelector('main h1') !== null`));
  return {
    ...desktop,
    until,
    inPage,
    image: () => desktop.evaluate(() => globalThis.witness.images.at(-1)),
    tooltip: () => desktop.evaluate(() => globalThis.witness.tooltip),
    menu: (...path) =>
      desktop.evaluate((_electron, names) => {
        let items: MenuItem[] = globalThis.witness.menu?.items ?? [];
        for (const name of names) items = items.find(({ label }) => label === name)?.submenu?.items ?? [];
        return items.filter(({ type }) => type !== 'separator').map(({ label }) => label);
      }, path),
    choose: (...path) =>
      desktop.evaluate((_electron, names) => {
        let items: MenuItem[] = globalThis.witness.menu?.items ?? [];
        let chosen: MenuItem | undefined;
        for (const name of names) {
          chosen = items.find(({ label }) => label === name);
          items = chosen?.submenu?.items ?? [];
        }
        if (!chosen?.enabled) throw new Error(`nothing to choose: ${names.join(' > ')}`);
        (chosen as unknown as { click(): void }).click();
      }, path),
    notices: () => desktop.evaluate(() => globalThis.witness.notices.map(({ title, body }) => ({ title, body }))),
    clickNotice: (index) => desktop.evaluate((_electron, at) => globalThis.witness.notices[at]?.click(), index),
    window: () =>
      desktop.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return {
          visible: window?.isVisible() ?? false,
          minimized: window?.isMinimized() ?? false,
          route: window?.webContents.getURL().split('#')[1] ?? '',
        };
      }),
    passes: (ms) =>
      desktop.evaluate(({ powerMonitor }, span) => {
        globalThis.witness.clock.advance(span);
        // The minute tick follows the machine's clock; waking up has the same effect.
        powerMonitor.emit('resume');
      }, ms),
    async call(name, input) {
      const answer = await inPage<{ ok: boolean; value: never; error: { message: string } }>(
        `lifeboat.invoke(Math.random(), ${JSON.stringify(name)}, ${JSON.stringify(input)})`,
      );
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value;
    },
  };
}
