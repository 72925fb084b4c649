import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveKey } from '../../../main/catalog/keys.ts';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { createKeyPair } from '../../../main/crypto/keys.ts';
import { identitySecret } from '../../../main/runs/keyring.ts';
import { archiveHead, openArchive } from '../../../main/runs/openArchive.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { openContext } from '../helpers/context.ts';
import { listTree, modeOf } from '../helpers/files.ts';
import { aManifest, START } from '../helpers/values.ts';

const CHUNK = 64 * 1024;
const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const silent = { phase: () => {}, object: () => {}, bytes: () => {}, fraction: () => {}, stalled: () => {} };
const quiet = () => ({ signal: new AbortController().signal, meter: silent });

/** An encrypted archive of four chunks, and a home that has its key. */
async function open() {
  const context = openContext();
  const { identity, recipient } = await createKeyPair('x25519');
  const key = { role: 'device', form: 'x25519', createdAt: START, provedAt: null, retiredAt: null } as const;
  saveKey(context.db, { recipient, ...key });
  await context.ports.secrets.set(identitySecret(recipient), identity);
  const content = randomBytes(3 * CHUNK + 1000);
  const encryptor = await startEncryption({ recipients: [recipient] });
  const file = Buffer.concat([...encryptor.update(content), ...encryptor.final()]);
  const archive = path.join(temporaryFolder(), 'a.dump.age');
  writeFileSync(archive, file);
  const plain = { plainBytes: content.length, sha256: hashOf(content) };
  const stored = { storedBytes: file.length, storedSha256: hashOf(file) };
  const manifest = aManifest({ ...plain, ...stored, encryption: { form: 'x25519', recipients: [recipient] } });
  return { context, content, archive, manifest };
}

/** The manifest, had the file been as it is now from the start. */
const agreeing = (manifest: Manifest, archive: string): Manifest => ({
  ...manifest,
  storedSha256: hashOf(readFileSync(archive)),
});

function flip(archive: string, at: number): void {
  const bytes = readFileSync(archive);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(archive, bytes);
}

describe('an encrypted archive that is opened', () => {
  it('is a private file among the scratch files of the process, until it is closed', async () => {
    const { context, content, archive, manifest } = await open();
    let file: string;
    {
      await using opened = await openArchive(context, archive, manifest, quiet());
      file = opened.path;
      expect(path.dirname(file)).toBe(path.join(context.config.scratchDir, context.owner.id));
      expect([modeOf(file), modeOf(path.dirname(file))]).toEqual(['600', '700']);
      expect(readFileSync(file).equals(content)).toBe(true);
    }
    expect(existsSync(file)).toBe(false);
  });

  it.each<[what: string, code: string, change: (manifest: Manifest, archive: string) => Manifest]>([
    ['differs from its manifest', 'hash_mismatch', (manifest, archive) => (flip(archive, -1), manifest)],
    [
      'does not authenticate',
      'archive_damaged',
      (manifest, archive) => (flip(archive, -1), agreeing(manifest, archive)),
    ],
    [
      'ends with a whole chunk',
      'archive_damaged',
      (manifest, archive) => (truncateSync(archive, readFileSync(archive).length - 1016), agreeing(manifest, archive)),
    ],
    ['holds something else', 'hash_mismatch', (manifest) => ({ ...manifest, sha256: 'f'.repeat(64) })],
    ['holds more or less', 'hash_mismatch', (manifest) => ({ ...manifest, plainBytes: manifest.plainBytes - 1 })],
    ['needs more space than there is', 'disk_low', (manifest) => ({ ...manifest, plainBytes: 2 ** 60 })],
  ])('leaves nothing decrypted when it %s', async (_what, code, change) => {
    const { context, archive, manifest } = await open();
    const opening = openArchive(context, archive, change(manifest, archive), quiet());
    await expect(opening).rejects.toMatchObject({ code });
    expect(listTree(path.join(context.config.scratchDir, context.owner.id))).toEqual([]);
  });

  it('leaves nothing decrypted when that is cancelled', async () => {
    const { context, archive, manifest } = await open();
    const cancel = new AbortController();
    const written: string[] = [];
    const bytes = () => {
      written.push(...listTree(context.config.scratchDir).filter((name) => name.includes('archive-')));
      if (written.length > 0) cancel.abort(new Error('enough'));
    };
    const opening = openArchive(context, archive, manifest, { signal: cancel.signal, meter: { ...silent, bytes } });
    await expect(opening).rejects.toThrow('enough');
    expect(written).not.toEqual([]);
    expect(listTree(path.join(context.config.scratchDir, context.owner.id))).toEqual([]);
  });
});

describe('what a salvage gets of a damaged encrypted archive', () => {
  it('is everything before the first chunk that is damaged, and the damage', async () => {
    const { context, content, archive, manifest } = await open();
    flip(archive, -CHUNK);
    await using opened = await openArchive(context, archive, manifest, quiet(), true);
    expect(opened.damage).toMatchObject({ code: 'hash_mismatch' });
    expect(readFileSync(opened.path).equals(content.subarray(0, 2 * CHUNK))).toBe(true);
  });

  it('is nothing when nobody can tell any more whose it is', async () => {
    const { context, archive, manifest } = await open();
    flip(archive, 60);
    await expect(openArchive(context, archive, manifest, quiet(), true)).rejects.toMatchObject({
      code: 'hash_mismatch',
    });
    expect(listTree(context.config.scratchDir)).toEqual([]);
  });
});

describe('the head of an encrypted archive', () => {
  const read = async (source: Awaited<ReturnType<typeof archiveHead>>) => {
    if (typeof source === 'string') throw new Error('it is not encrypted');
    const pieces: Uint8Array[] = [];
    for await (const piece of source()) pieces.push(piece);
    return Buffer.concat(pieces);
  };

  it('is decrypted anew each time, nowhere to a disk, and only of a file that is what it was', async () => {
    const { context, content, archive, manifest } = await open();
    const head = await archiveHead(context, archive, manifest, quiet().signal);
    for (let time = 0; time < 2; time += 1) expect((await read(head)).equals(content)).toBe(true);
    expect(listTree(context.config.scratchDir)).toEqual([]);
    // The last chunk: everything before it would still authenticate.
    flip(archive, -1);
    await expect(read(head)).rejects.toMatchObject({ code: 'hash_mismatch' });
  });

  it('is that of a plain archive itself', async () => {
    const { context, archive } = await open();
    expect(await archiveHead(context, archive, aManifest(), quiet().signal)).toBe(archive);
  });
});
