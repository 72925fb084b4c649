import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { type Key, listKeys } from '../../../main/catalog/keys.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { readIdentities } from '../../../main/crypto/identities.ts';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { openingKeys } from '../../../main/runs/keyring.ts';
import { createDeviceKey, importIdentities, recallKeys } from '../../../main/runs/ownKeys.ts';
import { makeKit, ownKits } from '../../../main/runs/recoveryKit.ts';
import { signingKey } from '../../../main/runs/signing.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { openContext } from '../helpers/context.ts';
import { modeOf } from '../helpers/files.ts';
import { aConnection, aManifest, aPlan } from '../helpers/values.ts';

const HOSTILE = 'nightly\nAGE-SECRET-KEY-1QQ <script>alert(1)</script>';

/** A context with a plan whose name would break out of a comment or of a page. */
function openHostile() {
  const context = openContext();
  saveConnection(context.db, aConnection());
  savePlan(context.db, aPlan({ name: HOSTILE, encryption: { form: 'x25519', recipients: [] }, root: '/srv/back ups' }));
  savePlan(context.db, aPlan({ name: 'by word', encryption: { form: 'passphrase', recipients: [] } }));
  return context;
}

describe('a recovery kit', () => {
  it('is an identity file for age as it is, whatever plans are called', async () => {
    const context = openHostile();
    const folder = temporaryFolder();
    const out = path.join(folder, 'kit.txt');
    const { key, files } = await makeKit(context, 'x25519', out);
    expect(files).toEqual({ recipient: key.recipient, text: out, page: path.join(folder, 'kit.html') });

    const encryptor = await startEncryption({ recipients: [key.recipient] });
    const sealed = path.join(folder, 'x.age');
    writeFileSync(sealed, Buffer.concat([...encryptor.update(Buffer.from('what was kept')), ...encryptor.final()]));
    expect(execFileSync('age', ['-d', '-i', out, sealed], { encoding: 'utf8' })).toBe('what was kept');

    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    const identities = lines.filter((line) => !line.startsWith('#'));
    expect(identities).toEqual([expect.stringMatching(/^AGE-SECRET-KEY-1[0-9A-Z]+$/)]);
    const text = lines.join('\n');
    expect(text).toContain(String.raw`# nightly\u{a}AGE-SECRET-KEY-1QQ <script>`);
    expect(text).toContain(
      'database shop of server, PostgreSQL version not known yet, format custom, encrypted for age keys, in /srv/back ups/',
    );
    expect(text).toContain('needs the passphrase, not this kit');
    expect(text).toContain('no kit opens them');
  });

  it('has the key that signs, though there is no backup yet', async () => {
    const context = openContext();
    const { files } = await makeKit(context, 'x25519', null);
    const line = `manifests are signed by (Ed25519): ${await signingKey(context)}`;
    expect(readFileSync(files.text, 'utf8')).toContain(line);
    expect(readFileSync(files.page, 'utf8')).toContain(line);
  });

  it('can be printed: one page that runs nothing and asks for nothing', async () => {
    const context = openHostile();
    const { key, files } = await makeKit(context, 'hybrid', null);
    const page = readFileSync(files.page, 'utf8');
    const [pair] = await readIdentities(readFileSync(files.text, 'utf8'));
    expect(page).toContain(`<b>${pair?.identity}</b>`);
    expect(page).toContain(key.recipient);
    expect(page).toContain('<svg');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/);
    expect(page.match(/https?:[^"]+/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('is private, replaces nothing, and follows no link', async () => {
    const context = openContext();
    const folder = temporaryFolder();
    const first = path.join(folder, 'kit.txt');
    const { files } = await makeKit(context, 'x25519', first);
    expect([modeOf(files.text), modeOf(files.page)]).toEqual(['600', '600']);
    const before = readFileSync(first, 'utf8');
    const keys = listKeys(context.db);

    await expect(makeKit(context, 'x25519', first)).rejects.toMatchObject({ code: 'unsafe_path' });
    writeFileSync(path.join(folder, 'other.html'), 'mine');
    await expect(makeKit(context, 'x25519', path.join(folder, 'other.txt'))).rejects.toMatchObject({
      code: 'unsafe_path',
    });
    expect(existsSync(path.join(folder, 'other.txt'))).toBe(false);
    symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'link.txt'));
    await expect(makeKit(context, 'x25519', path.join(folder, 'link.txt'))).rejects.toMatchObject({
      code: 'unsafe_path',
    });
    expect(existsSync(path.join(folder, 'elsewhere'))).toBe(false);
    await expect(makeKit(context, 'x25519', path.join(folder, 'kit.html'))).rejects.toMatchObject({
      code: 'bad_input',
    });
    await expect(makeKit(context, 'x25519', '/no/such/folder/kit.txt')).rejects.toMatchObject({ code: 'file_missing' });

    // A kit that was not written puts no key in the place of one whose kit was.
    expect(readFileSync(first, 'utf8')).toBe(before);
    expect(listKeys(context.db)).toEqual(keys);
  });

  it('retires the one before of its form, and has its identity nowhere else', async () => {
    const context = openContext();
    const { key: old } = await makeKit(context, 'x25519', null);
    const { key: hybrid } = await makeKit(context, 'hybrid', null);
    context.clock.advance(1000);
    const { key: next, files } = await makeKit(context, 'x25519', null);
    const state = Object.fromEntries(listKeys(context.db).map(({ recipient, retiredAt }) => [recipient, retiredAt]));
    expect(state).toEqual({ [old.recipient]: next.createdAt, [hybrid.recipient]: null, [next.recipient]: null });
    expect(await openingKeys(context)).toEqual({ identities: [], passphrases: [], unreadable: null });
    expect(readFileSync(context.config.secretsFile, 'utf8').match(/"[a-z]+(?=":\s*\{\s*"iv")/g)).toEqual(['"signing']);
    expect(await ownKits(context)).toContainEqual(files);
    expect(modeOf(path.dirname(files.text))).toBe('700');
  });
});

describe('the keys of this machine', () => {
  it('are one of each form, unless the one there is gives way and goes on opening', async () => {
    const context = openContext();
    const first = await createDeviceKey(context, 'x25519', false);
    await createDeviceKey(context, 'hybrid', false);
    await expect(createDeviceKey(context, 'x25519', false)).rejects.toMatchObject({ code: 'in_use' });
    const second = await createDeviceKey(context, 'x25519', true);
    const active = listKeys(context.db).filter(({ retiredAt }) => retiredAt === null);
    expect(active.map(({ recipient }) => recipient)).not.toContain(first.recipient);
    expect(active.map(({ recipient }) => recipient)).toContain(second.recipient);
    expect((await openingKeys(context)).identities).toHaveLength(3);
  });

  it('are known again from the manifests, and only the newest is sealed for', async () => {
    const machine = openContext();
    const keys: Key[] = [];
    for (let round = 0; round < 3; round += 1) keys.push(await createDeviceKey(machine, 'x25519', round > 0));
    const manifests = [0, 2, 1].map((day) => {
      const encryption = { form: 'x25519' as const, recipients: [keys[day]?.recipient ?? '', 'age1lost'] };
      return aManifest({ encryption, finishedAt: `2026-03-0${day + 1}T00:00:00.000Z` });
    });
    const context = openContext({ ports: { secrets: machine.ports.secrets } });
    await recallKeys(context, manifests);
    const active = listKeys(context.db).filter(({ retiredAt }) => retiredAt === null);
    expect(active.map(({ recipient }) => recipient)).toEqual([keys[2]?.recipient]);
    expect(listKeys(context.db).map(({ recipient }) => recipient)).toEqual(keys.map(({ recipient }) => recipient));
  });

  it('open what a kit or a file of age-keygen was made for, once it is imported', async () => {
    const context = openContext();
    const file = path.join(temporaryFolder(), 'age.key');
    execFileSync('age-keygen', ['-o', file], { stdio: 'ignore' });
    const [foreign] = await importIdentities(context, await readIdentities(readFileSync(file, 'utf8')));
    expect(foreign).toMatchObject({ role: 'imported', form: 'x25519' });

    const { key, files } = await makeKit(context, 'x25519', null);
    const [recovery] = await importIdentities(context, await readIdentities(readFileSync(files.text, 'utf8')));
    // Backups go on being sealed for it.
    expect(recovery).toEqual(key);
    expect((await openingKeys(context)).identities).toHaveLength(2);
  });
});

it('a folder in the place of the kits is told', async () => {
  const context = openContext();
  mkdirSync(context.config.home, { recursive: true });
  writeFileSync(path.join(context.config.home, 'recovery-kit'), '');
  await expect(makeKit(context, 'x25519', null)).rejects.toMatchObject({ code: 'unsafe_path' });
});
