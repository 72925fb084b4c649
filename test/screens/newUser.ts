import type { Locator, Page } from 'playwright-core';
import { lockTable } from '../helpers/lockTable.ts';
import type { TestServer } from '../helpers/server.ts';
import { expectShown } from './screens.ts';

/** How somebody works: each finds the thing on the page and does it. */
export interface Hands {
  press(target: Locator): Promise<void>;
  tick(box: Locator): Promise<void>;
  /** In the place of what stood there. */
  type(field: Locator, text: string): Promise<void>;
}

export function mouse(): Hands {
  return {
    press: (target) => target.click(),
    tick: (box) => box.click(),
    async type(field, text) {
      await field.click();
      await field.fill(text);
    },
  };
}

/** More than any screen has places to stop at. */
const MOST_STOPS = 200;

/** Nothing but keys: Tab until the thing has the focus, then the key that does it. */
export function keyboard(page: Page): Hands {
  const reach = async (target: Locator) => {
    await target.waitFor();
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never came to ${String(target)}`);
  };
  return {
    async press(target) {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    async tick(box) {
      await reach(box);
      await page.keyboard.press('Space');
    },
    async type(field, text) {
      await reach(field);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
    },
  };
}

/** What the things on the way are called. */
const ENGLISH = {
  begin: 'Set up the first backup',
  host: 'Host',
  port: 'Port',
  user: 'User',
  password: 'Password',
  name: 'Name of the server',
  test: 'Test connection',
  answers: 'The server answers.',
  add: 'Add the server',
  planName: (database: string) => `Name of the plan for ${database}`,
  start: 'Start the first backup',
  progress: 'Progress of the run',
  done: /^Done: protected until/,
  look: 'Look at what is in it',
  tables: /^public: \d+ tables?$/,
  verify: 'Verify',
  restore: 'Restore…',
  next: 'Continue',
  ready: 'Check readiness',
  goAhead: 'Start the restore',
  equal: 'Restored, and equal to the backup',
};

const CHINESE: typeof ENGLISH = {
  begin: '设置首次备份',
  host: '主机',
  port: '端口',
  user: '用户',
  password: '密码',
  name: '服务器名称',
  test: '测试连接',
  answers: '服务器有响应。',
  add: '添加服务器',
  planName: (database) => `${database} 的计划名称`,
  start: '开始首次备份',
  progress: '运行进度',
  done: /^完成：保护至/,
  look: '查看备份内容',
  tables: /^public：\d+ 个表$/,
  verify: '验证',
  restore: '恢复…',
  next: '继续',
  ready: '检查是否就绪',
  goAhead: '开始恢复',
  equal: '已恢复，与备份一致',
};

/** Somebody who has opened the page of an empty home. */
export interface NewUser {
  readonly page: Page;
  readonly hands: Hands;
  readonly words: typeof ENGLISH;
  readonly server: TestServer;
  /** A database of the server with a table `item`. */
  readonly database: string;
}

export const inEnglish = (user: Omit<NewUser, 'words'>): NewUser => ({ ...user, words: ENGLISH });
export const inChinese = (user: Omit<NewUser, 'words'>): NewUser => ({ ...user, words: CHINESE });

/** From the empty overview to a server that is tried and added. */
export async function connect({ page, hands, words, server }: NewUser): Promise<void> {
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  await hands.press(page.getByRole('link', { name: words.begin }));
  await hands.type(field(words.host), server.host);
  await hands.type(field(words.port), String(server.port));
  await hands.type(field(words.user), server.user);
  await hands.type(field(words.name), 'throwaway');
  await hands.type(field(words.password), server.password);
  await hands.press(page.getByRole('button', { name: words.test }));
  await expectShown(page.getByText(words.answers));
  await hands.press(page.getByRole('button', { name: words.add }));
}

/** Chooses the database and watches its first backup, up to what is protected by it. */
export async function protect({ page, hands, words, server, database }: NewUser): Promise<void> {
  await hands.tick(page.getByRole('checkbox', { name: database, exact: true }));
  await hands.type(page.getByRole('textbox', { name: words.planName(database) }), 'first plan');
  {
    await using _ = await lockTable(server, database);
    await hands.press(page.getByRole('button', { name: words.start }));
    const plan = page.getByRole('article', { name: 'first plan' });
    await expectShown(plan.getByRole('progressbar', { name: words.progress }));
  }
  await expectShown(page.getByText(words.done));
}

/** Opens the backup, and a schema in it. */
export async function look({ page, hands, words }: NewUser): Promise<void> {
  await hands.press(page.getByRole('link', { name: words.look }));
  const drawer = page.getByRole('dialog');
  await hands.press(drawer.locator('summary', { hasText: words.tables }));
  await expectShown(drawer.getByRole('cell', { name: 'item', exact: true }));
}

/** Has the opened backup proven again. */
export async function verify({ page, hands, words }: NewUser): Promise<void> {
  await hands.press(page.getByRole('dialog').getByRole('button', { name: words.verify, exact: true }));
}

/** Restores the opened backup into the new database that is proposed, and sees that the two are equal. */
export async function restore({ page, hands, words }: NewUser): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await hands.press(page.getByRole('dialog').getByRole('link', { name: words.restore }));
  await hands.press(button(words.next));
  await hands.press(button(words.ready));
  await hands.press(button(words.goAhead));
  await expectShown(page.getByRole('heading', { name: words.equal }));
}
