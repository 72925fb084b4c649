import path from 'node:path';
import { safeStorage } from 'electron';
import { inTurn } from '../../catalog/owner.ts';
import type { Config } from '../../config.ts';
import type { SecretStore } from '../../ports.ts';
import { createFileStore, type InTurn } from '../../secrets/fileStore.ts';
import { createKeychainStore } from './keychain.ts';

/** The system's keychain, unless the person has given a passphrase of their own. Needs Electron to be ready. */
export function desktopSecrets(config: Config): SecretStore {
  const masterKey = config.env['LIFEBOAT_MASTER_KEY'];
  const turns: InTurn = (work) => inTurn(config.ownersDir, 'secrets', work);
  const earlier = createFileStore({ file: config.secretsFile, keyFile: config.keyFile, masterKey, inTurn: turns });
  if (masterKey) return earlier;
  const file = path.join(config.home, 'keychain.json');
  return createKeychainStore({ file, keychain: safeStorage, platform: process.platform, earlier, inTurn: turns });
}
