import { appendFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  annotate,
  manifestPath,
  proofsPath,
  publishManifest,
  readAnnotations,
  readManifest,
} from '../../../main/storage/manifests.ts';
import type { Annotation } from '../../../shared/model/manifest.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { listTree, modeOf } from '../helpers/files.ts';
import { aManifest, START } from '../helpers/values.ts';

const PIN: Annotation = { type: 'pin', pinned: true, at: START };
const PROOF: Annotation = { type: 'verification', level: 'decoded', ok: true, at: START, durationMs: 12.5 };

describe('a manifest', () => {
  it('comes back as it was written', async () => {
    const folder = temporaryFolder();
    const manifest = aManifest({
      database: 'Größe "1"\n',
      plan: '../x',
      parts: [{ name: 'toc.dat', bytes: 3, sha256: 'c'.repeat(64) }],
      warnings: ['circular foreign keys'],
      slot: START,
    });
    const file = await publishManifest(folder, manifest);
    expect(file).toBe(manifestPath(folder, manifest.file));
    expect(await readManifest(file)).toEqual(manifest);
    expect(modeOf(file)).toBe('600');
    expect(listTree(folder)).toHaveLength(1);
  });

  it('never takes the place of another', async () => {
    const folder = temporaryFolder();
    const manifest = aManifest();
    const file = await publishManifest(folder, manifest);
    const changed = publishManifest(folder, { ...manifest, plan: 'other' });
    await expect(changed).rejects.toMatchObject({ code: 'unsafe_path' });
    expect((await readManifest(file)).plan).toBe('plan');
    expect(listTree(folder)).toHaveLength(1);
  });

  it('is not written when it is not whole', async () => {
    const folder = temporaryFolder();
    await expect(publishManifest(folder, { ...aManifest(), sha256: 'x' })).rejects.toThrow('not a SHA-256');
    expect(listTree(folder)).toEqual([]);
  });
});

describe('reading a manifest', () => {
  function plant(text: string, name = aManifest().file): string {
    const file = manifestPath(temporaryFolder(), name);
    writeFileSync(file, text);
    return file;
  }

  it.each<[why: string, file: () => string, says: string]>([
    ['is empty', () => plant(''), 'it is not JSON'],
    ['is not JSON', () => plant('{"schemaVersion": 1,'), 'it is not JSON'],
    ['is other JSON', () => plant('[]'), 'expected object'],
    ['is of a later version', () => plant(JSON.stringify({ ...aManifest(), schemaVersion: 2 })), 'schemaVersion'],
    ['lacks a field', () => plant(JSON.stringify({ ...aManifest(), sha256: undefined })), 'sha256'],
    [
      'names a path',
      () => plant(JSON.stringify({ ...aManifest(), file: '../../etc/passwd' })),
      'file: not a file name',
    ],
    [
      'describes what cannot be encrypted',
      () => plant(JSON.stringify(aManifest({ format: 'directory', encryption: { form: 'x25519', recipients: [] } }))),
      'it describes an encrypted folder',
    ],
    ['describes another archive', () => plant(JSON.stringify(aManifest())), 'it describes another archive, shop-'],
  ])('refuses one that %s', async (_why, file, says) => {
    await expect(readManifest(file())).rejects.toMatchObject({
      code: 'manifest_invalid',
      message: expect.stringContaining(says),
    });
  });

  it('refuses one that is larger than any of ours without reading it', async () => {
    const file = plant('{');
    truncateSync(file, 64 * 1024 * 1024 + 1);
    await expect(readManifest(file)).rejects.toMatchObject({
      code: 'manifest_invalid',
      message: expect.stringContaining('far too large'),
    });
  });

  it('refuses a folder in its place', async () => {
    const folder = path.join(temporaryFolder(), 'x.json');
    mkdirSync(folder);
    await expect(readManifest(folder)).rejects.toMatchObject({ code: 'manifest_invalid' });
  });

  it('refuses a link in its place, even to a whole manifest', async () => {
    const manifest = aManifest();
    const original = await publishManifest(temporaryFolder(), manifest);
    const link = manifestPath(temporaryFolder(), manifest.file);
    symlinkSync(original, link);
    await expect(readManifest(link)).rejects.toMatchObject({ code: 'unsafe_path' });
  });

  it('says when there is none', async () => {
    await expect(readManifest(path.join(temporaryFolder(), 'x.json'))).rejects.toMatchObject({ code: 'file_missing' });
  });
});

describe('what is appended beside a manifest', () => {
  it('comes back in order, and is readable to its user alone', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    await annotate(file, PROOF);
    await annotate(file, PIN);
    await annotate(file, { ...PIN, pinned: false });
    expect(await readAnnotations(file)).toEqual([PROOF, PIN, { ...PIN, pinned: false }]);
    expect(modeOf(proofsPath(file))).toBe('600');
  });

  it('is nothing when nothing was', async () => {
    expect(await readAnnotations(path.join(temporaryFolder(), 'a.json'))).toEqual([]);
  });

  it('survives a last line that was torn by a crash at any byte, and so does what comes after', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    await annotate(file, PROOF);
    const whole = readFileSync(proofsPath(file));
    await annotate(file, PIN);
    const longer = readFileSync(proofsPath(file));
    for (let length = whole.length; length < longer.length - 2; length++) {
      writeFileSync(proofsPath(file), longer.subarray(0, length));
      expect(await readAnnotations(file)).toEqual([PROOF]);
      await annotate(file, PIN);
      expect(await readAnnotations(file)).toEqual([PROOF, PIN]);
    }
  });

  it('is left out where it is not ours', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    await annotate(file, PIN);
    appendFileSync(proofsPath(file), 'null\n{"type":"other"}\n{"type":"pin"}\n"text"\n\0\0\0\n');
    expect(await readAnnotations(file)).toEqual([PIN]);
  });

  it('is neither written nor read through a link', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a.json');
    writeFileSync(path.join(folder, 'target'), `${JSON.stringify(PIN)}\n`);
    symlinkSync('target', proofsPath(file));
    await expect(annotate(file, PROOF)).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(await readAnnotations(file)).toEqual([]);
    expect(readFileSync(path.join(folder, 'target'), 'utf8')).toBe(`${JSON.stringify(PIN)}\n`);
  });
});
