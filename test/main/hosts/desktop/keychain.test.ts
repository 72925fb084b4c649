import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKeychainStore, type Keychain } from '../../../../main/hosts/desktop/keychain.ts';
import { createFileStore } from '../../../../main/secrets/fileStore.ts';
import { temporaryFolder } from '../../../helpers/app.ts';

const working: Keychain = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(text).map((byte) => byte ^ 0x5a) as Buffer<ArrayBuffer>,
  decryptString: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString(),
  getSelectedStorageBackend: () => 'gnome_libsecret',
};

function openStores(keychain: Keychain = working, platform: NodeJS.Platform = 'linux') {
  const dir = temporaryFolder();
  const [file, secrets] = [path.join(dir, 'keychain.json'), path.join(dir, 'secrets.json')];
  const earlier = createFileStore({ file: secrets, keyFile: path.join(dir, 'master.key'), masterKey: undefined });
  return { file, earlier, store: createKeychainStore({ file, keychain, platform, earlier }) };
}

describe('the store on the keychain', () => {
  it('keeps, replaces and forgets secrets, sealed and private', async () => {
    const { store, file } = openStores();
    expect(await store.get('a')).toBeNull();
    await Promise.all([store.set('a', 'canary-1'), store.set('__proto__', 'canary-2')]);
    await store.set('a', 'canary-3');
    expect([await store.get('a'), await store.get('__proto__')]).toEqual(['canary-3', 'canary-2']);
    expect(readFileSync(file, 'utf8')).not.toContain('canary');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.delete('a');
    expect(await store.get('a')).toBeNull();
  });

  it('reads what the command line stored, until it is stored anew', async () => {
    const { store, earlier } = openStores();
    await earlier.set('a', 'old');
    expect(await store.get('a')).toBe('old');
    await store.set('a', 'new');
    expect([await store.get('a'), await earlier.get('a')]).toEqual(['new', null]);
  });

  it('stores nothing under a key that everybody knows, and says what to do', async () => {
    const { store, file } = openStores({ ...working, getSelectedStorageBackend: () => 'basic_text' });
    await expect(store.set('a', 'secret')).rejects.toMatchObject({
      code: 'secret_unavailable',
      message: expect.stringContaining('a key that everybody knows'),
      nextStep: expect.stringContaining('LIFEBOAT_MASTER_KEY'),
    });
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('stores nothing without a keychain; elsewhere than on Linux nobody asks for its kind', async () => {
    const { store } = openStores({ ...working, isEncryptionAvailable: () => false }, 'win32');
    await expect(store.set('a', 'secret')).rejects.toMatchObject({ code: 'secret_unavailable' });
  });

  it('notices entries that were swapped, and a file that is none', async () => {
    const { store, file } = openStores();
    await store.set('a', 'of a');
    await store.set('b', 'of b');
    const content = JSON.parse(readFileSync(file, 'utf8')) as { secrets: Record<string, string> };
    writeFileSync(file, JSON.stringify({ ...content, secrets: { ...content.secrets, a: content.secrets['b'] } }));
    await expect(store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
    writeFileSync(file, 'nonsense');
    await expect(store.get('a')).rejects.toMatchObject({ code: 'secret_unavailable' });
  });
});
