import { describe, expect, it } from 'vitest';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer } from '../helpers/server.ts';
import { openDesk } from './desk.ts';

const HOUR = 3_600_000;
const server = await startTestServer();

describe('the tray and the notifications', () => {
  it('tell of a failing and recovering day: each turn once, and where to look', async () => {
    const desk = await openDesk({ hidden: true, start: '2026-06-01T01:00:00Z' });
    expect(await desk.window()).toMatchObject({ visible: false });
    expect(await desk.tooltip()).toBe('Nothing is backed up yet.');
    // The programs of this machine may be older than is safe, which is told, too.
    const isOurs = ({ title }: { readonly title: string }) => !title.startsWith('PostgreSQL');
    const told = async () => (await desk.notices()).filter(isOurs);
    const { host, port, user, password } = server;
    await server.createDatabase('shop');
    await desk.call('connections.add', { name: 'server', host, port, user, password });
    await desk.call('plans.add', {
      name: 'R&D',
      connection: 'server',
      database: 'shop',
      schedule: '0 2 * * *',
      zone: 'UTC',
    });
    await desk.until(async () => (await desk.image()) === 'failed');
    expect(await desk.tooltip()).toBe('No good backup yet: R&D.\nNext backup: Jun 1, 2026, 02:00 GMT+0.');

    // The first night: all is well, and nothing is said about it.
    await desk.passes(HOUR);
    const calm = 'Everything is protected up to Jun 1, 2026, 02:00 GMT+0.\nNext backup: Jun 2, 2026, 02:00 GMT+0.';
    await desk.until(async () => (await desk.tooltip()) === calm);
    const images = await desk.evaluate(() => globalThis.witness.images);
    expect([...new Set(images)]).toEqual(['failed', 'running', 'protected']);
    expect(images.at(-1)).toBe('protected');
    expect(await desk.evaluate(() => globalThis.witness.awake)).toBe(0);
    expect(await told()).toEqual([]);

    // The second night: the database is gone. Told once, also when the backup grows overdue of it.
    await server.sql('DROP DATABASE shop');
    await desk.passes(24 * HOUR);
    await desk.until(async () => (await desk.image()) === 'failed');
    expect(await desk.tooltip()).toContain('The last backup failed: R&D.');
    await desk.passes(4 * HOUR);
    await desk.until(async () => (await desk.call('status.get', {})).plans[0]?.state === 'overdue');
    expect(await told()).toEqual([{ title: 'The backup of R&D failed', body: expect.stringContaining('shop') }]);
    const [failed] = (await desk.call('changes.list', {})).changes;
    await desk.clickNotice((await desk.notices()).findIndex(isOurs));
    await desk.until(async () => (await desk.window()).route === `/runs/${failed?.run}`);
    expect(await desk.window()).toMatchObject({ visible: true });
    await desk.until(() => desk.inPage(`document.querySelector('[role=dialog]')?.textContent.includes('no_database')`));
    expect(await desk.menu()).toContain('Last failure: R&&D, Jun 2, 2026, 02:00 GMT+0…');

    // Mended, and backed up by hand.
    await server.createDatabase('shop');
    await server.sql('CREATE TABLE item (id int)', 'shop');
    const lock = await lockTable(server, 'shop');
    await desk.choose('Back up now', 'R&&D');
    await desk.until(async () => (await desk.image()) === 'running');
    const turned = await desk.evaluate(() => {
      const { images, clock } = globalThis.witness;
      const before = images.length;
      clock.advance(2_000);
      return images.slice(before);
    });
    expect(turned).toEqual(['running1', 'running2', 'running3', 'running']);
    await lock[Symbol.asyncDispose]();
    await desk.until(async () => (await desk.image()) === 'protected');
    await desk.until(async () => (await told()).length === 2);
    expect((await told())[1]).toEqual({ title: 'R&D is protected again', body: 'A good backup was taken.' });

    // Paused, and gone on.
    expect(await desk.menu('Pause')).toEqual(['For 1 hour', 'Until tomorrow, 00:00', 'Until I resume']);
    await desk.choose('Pause', 'Until tomorrow, 00:00');
    await desk.until(async () => (await desk.image()) === 'paused');
    expect((await desk.call('plans.list', {})).plans[0]?.paused).toEqual({ until: '2026-06-03T00:00:00.000Z' });
    await desk.choose('Resume');
    await desk.until(async () => (await desk.image()) === 'protected');
    expect(await desk.menu()).not.toContain('Resume');

    // The server is away for a night: no run fails, but the backup is overdue.
    await server.stop();
    await desk.passes(30 * HOUR);
    await desk.until(async () => (await desk.image()) === 'attention');
    expect(await desk.tooltip()).toContain('Overdue: R&D.');
    await desk.until(async () => (await told()).length === 3);
    expect((await told())[2]).toMatchObject({ title: 'The backup of R&D is overdue' });
  });
});
