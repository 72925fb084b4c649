import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { runCli } from '../helpers/cli.ts';
import { startMailServer } from '../helpers/mailServer.ts';
import { startTestServer } from '../helpers/server.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE items (id int PRIMARY KEY); INSERT INTO items SELECT generate_series(1, 100)', 'shop');

describe('with nothing but the environment', () => {
  it('a .env in the working directory is enough to back up into ./backups/daily and to restore the latest', async () => {
    const home = temporaryFolder();
    const cwd = temporaryFolder();
    const { host, port, user, password } = server;
    writeFileSync(
      path.join(cwd, '.env'),
      `DB_HOST=${host}\nDB_PORT=${port}\nDB_DATABASE=not_this\nDB_USERNAME=${user}\nDB_PASSWORD=${password}\nBACKUP_RETENTION_DAYS=3\n`,
    );
    // What the process says comes before what the file says.
    const options = { home, cwd, env: { DB_DATABASE: 'shop' } };
    const backup = await runCli(['backup', '--json'], options);
    expect(backup.code).toBe(0);
    const files = readdirSync(path.join(cwd, 'backups', 'daily')).filter((name) => !name.startsWith('.'));
    expect(files.filter((name) => name.endsWith('.dump'))).toHaveLength(1);
    const restore = await runCli(['restore', 'latest', '--to-new', 'shop_from_env', '--json'], options);
    expect(restore.json()).toMatchObject({ restore: { ok: true, database: 'shop_from_env', tables: 1, rows: 100 } });
    const plan = await runCli(['plan', 'show', 'daily', '--json'], options);
    expect(plan.json()).toMatchObject({
      plans: [{ connection: 'env', retention: { days: 3 }, origin: 'environment' }],
    });
    expect((await runCli(['status'], options)).code).toBe(0);
  });

  it('two variables more, and a backup that fails is mailed once, and once that it works again', async () => {
    const home = temporaryFolder();
    const mail = await startMailServer({ password: 'p@ss' });
    const { host, user, password } = server;
    const reaching = (port: number) =>
      writeFileSync(
        path.join(home, '.env'),
        `DB_HOST=${host}\nDB_PORT=${port}\nDB_DATABASE=shop\nDB_USERNAME=${user}\nDB_PASSWORD=${password}\n` +
          `ALERT_EMAIL=ops@example.org\nSMTP_URL=smtp://lifeboat:p%40ss@localhost:${mail.port}?tls=none\n`,
      );
    // Of the plan: that the client programs of this machine are old may be told, too.
    const subjects = () => mail.mails.map(({ parsed }) => parsed.subject).filter((text) => text?.includes('daily'));
    const told = '[Lifeboat] daily: backup failed';
    const mended = '[Lifeboat] daily: resolved (backup failed)';
    // No server is here.
    reaching(1);
    expect((await runCli(['backup'], { home })).code).toBe(1);
    expect(subjects()).toEqual([told]);
    expect(mail.mails[0]).toMatchObject({
      to: ['ops@example.org'],
      user: 'lifeboat',
      parsed: { text: expect.stringMatching(/No server accepts connections[^]*Next step: [^]*Plan: daily/) },
    });
    expect((await runCli(['backup'], { home })).code).toBe(1);
    expect(subjects()).toEqual([told]);

    reaching(server.port);
    expect((await runCli(['backup'], { home })).code).toBe(0);
    expect(subjects()).toEqual([told, mended]);
    expect((await runCli(['backup'], { home })).code).toBe(0);
    expect(subjects()).toEqual([told, mended]);
  });

  it('a variable that cannot be understood is named', async () => {
    const result = await runCli(['status', '--json'], {
      home: temporaryFolder(),
      env: { DB_HOST: 'x', DB_PORT: 'many' },
    });
    expect(result.code).toBe(2);
    expect(result.json()).toMatchObject({ error: { code: 'bad_input', message: expect.stringContaining('DB_PORT') } });
  });
});

describe('a password', () => {
  it('from standard input or a URL is used, and seen nowhere: not in the output, the catalog, the logs or the backups', async () => {
    const home = temporaryFolder();
    const { host, port, password } = server;
    const canary = 'cänary:p@ss\\word/%41';
    await server.sql(`CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '${canary}'`);
    const flags = ['--host', host, '--port', String(port), '--user', 'keeper'];
    const outputs = [
      await runCli(['connection', 'add', 'piped', ...flags, '--password-stdin', '--json'], {
        home,
        stdin: `${canary}\n`,
      }),
      await runCli(
        [
          'connection',
          'add',
          'url',
          '--url',
          `postgres://keeper:${encodeURIComponent(canary)}@/postgres?host=${encodeURIComponent(host)}&port=${port}`,
        ],
        { home },
      ),
      await runCli(['connection', 'test', 'piped'], { home }),
      await runCli(['plan', 'add', 'shop', '--connection', 'url', '--database', 'shop'], { home }),
      await runCli(['backup', '--json'], { home }),
      await runCli(['runs', '--json'], { home }),
      await runCli(['connection', 'list', '--json'], { home }),
    ];
    expect(outputs.map(({ code }) => code)).toEqual(outputs.map(() => 0));
    expect(outputs[1]?.stderr).toMatch(/^warning: The password in the URL was visible/);
    const told = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    for (const secret of [canary, encodeURIComponent(canary), password]) {
      expect(told).not.toContain(secret);
      expect(filesUnder(home).filter((file) => readFileSync(file).includes(secret))).toEqual([]);
    }
  });

  it('is not taken in two ways, nor from a URL that is none', async () => {
    const home = temporaryFolder();
    const url = 'postgres://u:secret-word@h/d';
    const twice = await runCli(['connection', 'add', 'x', '--url', url, '--pgpass', '--json'], { home });
    expect(twice.code).toBe(2);
    const broken = await runCli(['connection', 'add', 'x', '--url', `${url}?sslmode=perhaps`, '--json'], { home });
    expect(broken.json()).toMatchObject({ error: { code: 'bad_input' } });
    expect(broken.stdout + broken.stderr + twice.stdout).not.toContain('secret-word');
    const both = await runCli(['connection', 'add', 'x', '--url', url, '--host', 'h', '--json'], { home });
    expect(both.code).toBe(2);
    const empty = await runCli(['connection', 'add', 'x', '--host', 'h', '--user', 'u', '--password-stdin'], { home });
    expect(empty.code).toBe(2);
  });
});

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
