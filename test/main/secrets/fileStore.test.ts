import type * as fs from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { inTurn } from '../../../main/catalog/owner.ts';
import { createFileStore } from '../../../main/secrets/fileStore.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { modeOf } from '../helpers/files.ts';

const broken = vi.hoisted(() => ({ link: false }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const link: typeof real.link = (from, to) =>
    broken.link ? Promise.reject(Object.assign(new Error('no'), { code: 'EPERM' })) : real.link(from, to);
  return { ...real, link };
});

interface StoreFile {
  readonly secrets: Record<string, { iv: string; tag: string; data: string }>;
}

function open(home = temporaryFolder(), masterKey?: string) {
  const file = path.join(home, 'secrets.json');
  const keyFile = path.join(home, 'master.key');
  return {
    home,
    file,
    keyFile,
    store: createFileStore({ file, keyFile, masterKey }),
    read: () => JSON.parse(readFileSync(file, 'utf8')) as StoreFile,
    write: (value: unknown) => writeFileSync(file, JSON.stringify(value)),
  };
}

describe('the store of secrets', () => {
  it('gives back what it was given, also to whoever opens it later', async () => {
    const { home, store } = open();
    const secret = 'p"ä\n\0🔑';
    await store.set('connection:a', secret);
    await store.set('connection:b', '');
    expect(await store.get('connection:a')).toBe(secret);
    const later = open(home).store;
    expect([await later.get('connection:a'), await later.get('connection:b')]).toEqual([secret, '']);
  });

  it('knows nothing of other names', async () => {
    const { store } = open();
    expect(await store.get('connection:a')).toBeNull();
    await store.set('connection:a', 'x');
    for (const name of ['connection:b', '__proto__', 'constructor', 'toString', ''])
      expect(await store.get(name)).toBeNull();
  });

  it('keeps the newest, and forgets what is deleted', async () => {
    const { store } = open();
    await store.set('a', 'one');
    await store.set('b', 'two');
    await store.set('a', 'three');
    expect(await store.get('a')).toBe('three');
    await store.delete('a');
    await store.delete('a');
    expect([await store.get('a'), await store.get('b')]).toEqual([null, 'two']);
  });

  it('takes any text for a name, and those of properties too', async () => {
    const { home, store } = open();
    const names = [
      '__proto__',
      'constructor',
      'hasOwnProperty',
      '',
      'a\nb',
      ...fc.sample(fc.string(), { numRuns: 20, seed: 5 }),
    ];
    for (const name of names) await store.set(name, `secret of ${name}`);
    const later = open(home).store;
    for (const name of names) expect(await later.get(name)).toBe(`secret of ${name}`);
    await later.delete('__proto__');
    expect([await later.get('__proto__'), await later.get('constructor')]).toEqual([null, 'secret of constructor']);
  });

  it('loses nothing when several are set at the same time', async () => {
    const { store } = open();
    const names = Array.from({ length: 20 }, (_, index) => `connection:${index}`);
    await Promise.all(names.map((name) => store.set(name, name)));
    expect(await Promise.all(names.map((name) => store.get(name)))).toEqual(names);
  });

  it('loses nothing when several processes set something at the same time', async () => {
    const home = temporaryFolder();
    const turns = path.join(home, 'owners');
    // Two stores know as little of one another as two processes do.
    const openOne = () =>
      createFileStore({
        file: path.join(home, 'secrets.json'),
        keyFile: path.join(home, 'master.key'),
        masterKey: undefined,
        inTurn: (work) => inTurn(turns, 'secrets', work),
      });
    const [one, other] = [openOne(), openOne()];
    const names = Array.from({ length: 10 }, (_, index) => `identity:${index}`);
    await Promise.all(names.map((name, index) => (index % 2 === 0 ? one : other).set(name, name)));
    expect(await Promise.all(names.map((name) => one.get(name)))).toEqual(names);
  });

  it('goes on after a change that failed', async () => {
    const { store, file } = open();
    writeFileSync(file, '{');
    await expect(store.set('a', 'x')).rejects.toMatchObject({ code: 'secret_unavailable' });
    rmSync(file);
    await store.set('a', 'x');
    expect(await store.get('a')).toBe('x');
  });
});

describe('the files of the store', () => {
  it('are readable to their user alone, and there is nothing else', async () => {
    const { home, store, file, keyFile } = open();
    await store.set('a', 'x');
    await store.set('b', 'y');
    expect([modeOf(file), modeOf(keyFile)]).toEqual(['600', '600']);
    expect(readdirSync(home).sort()).toEqual(['master.key', 'secrets.json']);
    expect(readFileSync(keyFile)).toHaveLength(32);
  });

  it('hold no secret in plain text, and the same secret never looks the same', async () => {
    const { store, file, read } = open();
    await store.set('a', 'correct-horse');
    await store.set('b', 'correct-horse');
    const text = readFileSync(file, 'utf8');
    for (const form of ['utf8', 'base64', 'hex', 'base64url'] as const)
      expect(text).not.toContain(Buffer.from('correct-horse').toString(form));
    const { a, b } = read().secrets;
    expect([a?.data === b?.data, a?.iv === b?.iv]).toEqual([false, false]);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"secrets":{}}',
    '{"version":1,"secrets":null}',
    '{"version":1,"secrets":{"a":1}}',
  ])('are refused when they hold %j', async (text) => {
    const { store, file } = open();
    writeFileSync(file, text);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
    await expect(store.set('b', 'x')).rejects.toMatchObject({ code: 'secret_unavailable' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('a secret that was tampered with', () => {
  it('is refused when it stands under the name of another', async () => {
    const { store, read, write } = open();
    await store.set('a', 'password of a');
    await store.set('b', 'password of b');
    const { a, b } = read().secrets;
    write({ version: 1, secrets: { a: b, b: a } });
    for (const name of ['a', 'b']) await expect(store.get(name)).rejects.toMatchObject({ code: 'secret_unavailable' });
  });

  it.each(['iv', 'tag', 'data'] as const)('is refused whichever bit of its %s is flipped', async (part) => {
    const { store, read, write } = open();
    await store.set('a', 'pass');
    const entry = read().secrets['a'] as StoreFile['secrets'][string];
    const original = Buffer.from(entry[part], 'base64');
    for (let bit = 0; bit < original.length * 8; bit++) {
      const flipped = Buffer.from(original);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      write({ version: 1, secrets: { a: { ...entry, [part]: flipped.toString('base64') } } });
      await expect(store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
    }
  });

  it('is refused when its tag was shortened, which would be easier to guess', async () => {
    const { store, read, write } = open();
    await store.set('a', 'pass');
    const entry = read().secrets['a'] as StoreFile['secrets'][string];
    const tag = Buffer.from(entry.tag, 'base64').subarray(0, 4).toString('base64');
    write({ version: 1, secrets: { a: { ...entry, tag } } });
    await expect(store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
  });
});

describe('the key', () => {
  it('must be the one that was used', async () => {
    const { home, store, keyFile } = open();
    await store.set('a', 'x');
    writeFileSync(keyFile, randomBytes(32));
    await expect(open(home).store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
  });

  it.each([0, 31, 33])('is refused when it is %i bytes long, and is not replaced', async (length) => {
    const { store, keyFile } = open();
    writeFileSync(keyFile, Buffer.alloc(length));
    await expect(store.set('a', 'x')).rejects.toMatchObject({ code: 'secret_unavailable' });
    expect(readFileSync(keyFile)).toHaveLength(length);
  });

  it('may come from the environment, and then there is no file of it', async () => {
    const { home, store } = open(undefined, 'sixteen letters!');
    await store.set('a', 'x');
    expect(readdirSync(home)).toEqual(['secrets.json']);
    expect(await open(home, 'sixteen letters!').store.get('a')).toBe('x');
    for (const other of ['sixteen letters?', undefined])
      await expect(open(home, other).store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
  });

  it('from the environment must not be short', async () => {
    const { store } = open(undefined, 'fifteen letters');
    await expect(store.set('a', 'x')).rejects.toMatchObject({
      code: 'secret_unavailable',
      message: expect.stringContaining('LIFEBOAT_MASTER_KEY'),
    });
  });
});

describe('making the key', () => {
  it('gives the same to all who do it at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const home = temporaryFolder();
      const keyFile = path.join(home, 'master.key');
      const stores = Array.from({ length: 5 }, (_, index) =>
        createFileStore({ file: path.join(home, `${index}.json`), keyFile, masterKey: undefined }),
      );
      await Promise.all(stores.map((store) => store.set('a', 'x')));
      expect(await Promise.all(stores.map((store) => store.get('a')))).toEqual(['x', 'x', 'x', 'x', 'x']);
      expect(readdirSync(home).filter((name) => name.startsWith('master'))).toEqual(['master.key']);
    }
  });

  it('works where there are no hard links', async () => {
    broken.link = true;
    onTestFinished(() => {
      broken.link = false;
    });
    const { home, store, keyFile } = open();
    await store.set('a', 'x');
    expect(await open(home).store.get('a')).toBe('x');
    expect([modeOf(keyFile), readdirSync(home).sort()]).toEqual(['600', ['master.key', 'secrets.json']]);
  });
});
