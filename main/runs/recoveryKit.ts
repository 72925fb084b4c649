import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { KeyForm } from '../../shared/model/encryption.ts';
import type { Key } from '../../shared/model/key.ts';
import { listKeys, retireKey, saveKey } from '../catalog/keys.ts';
import { openPlanFolder } from '../storage/folder.ts';
import { compactInstant } from '../storage/names.ts';
import { writePrivateFile } from '../storage/privateFile.ts';
import type { Context } from './context.ts';
import { activeKeys } from './keyring.ts';
import { kitFacts } from './kitFacts.ts';
import { kitPage } from './kitPage.ts';
import { kitText } from './kitText.ts';
import { signingKey } from './signing.ts';

/** In Lifeboat's home. */
const FOLDER = 'recovery-kit';

/** The two files of a kit, and whose it is. */
export interface KitFiles {
  readonly recipient: string;
  readonly text: string;
  readonly page: string;
}

/**
 * Makes a recovery key of a form, writes its kit, and only then puts it in the place of the recovery key of that form before. The
 * identity is in the kit and nowhere else; a crash leaves at most a kit that opens nothing.
 * @param out path of the text, whose page goes beside it; in Lifeboat's own folder when null.
 * @throws AppError `unsafe_path` when one of the files exists, `bad_input`, `not_writable`, `file_missing`, `disk_full`.
 */
export async function makeKit(
  context: Context,
  form: KeyForm,
  out: string | null,
): Promise<{ readonly key: Key; readonly files: KitFiles }> {
  const { db, ports } = context;
  const { createKeyPair } = await import('../crypto/keys.ts');
  const pair = { ...(await createKeyPair(form)), form };
  const text = out === null ? await ownPlace(context, form, pair.recipient) : path.resolve(out);
  const page = pageOf(text);
  // A kit is often made before the first backup, and with it that key; without a store to keep it in, the kit still opens everything.
  await signingKey(context).catch(() => null);
  const facts = kitFacts(context, pair, path.basename(text));
  const { default: qrCode } = await import('qrcode');
  const svg = await qrCode.toString(pair.identity, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  await writePrivateFile(text, kitText(facts));
  try {
    await writePrivateFile(page, kitPage(facts, svg));
  } catch (error) {
    await rm(text, { force: true });
    throw error;
  }
  const at = ports.clock.now();
  const { recipient } = pair;
  const key: Key = { recipient, role: 'recovery', form, createdAt: at.toISOString(), provedAt: null, retiredAt: null };
  db.transaction(() => {
    for (const old of activeKeys(context, 'recovery', form)) retireKey(db, old.recipient, at);
    saveKey(db, key);
  })();
  return { key, files: { recipient, text, page } };
}

/** Kits that lie in Lifeboat's own folder, by what their names say. */
export async function ownKits(context: Context): Promise<KitFiles[]> {
  const folder = path.join(context.config.home, FOLDER);
  const names = await readdir(folder).catch(() => []);
  return listKeys(context.db).flatMap(({ recipient, role }) => {
    if (role !== 'recovery') return [];
    const text = names.find((name) => name.endsWith(`-${mark(recipient)}.txt`));
    if (text === undefined) return [];
    return [{ recipient, text: path.join(folder, text), page: pageOf(path.join(folder, text)) }];
  });
}

async function ownPlace(context: Context, form: KeyForm, recipient: string): Promise<string> {
  const folder = await openPlanFolder(context.config.home, FOLDER);
  return path.join(folder, `lifeboat-kit-${form}-${compactInstant(context.ports.clock.now())}-${mark(recipient)}.txt`);
}

/** By which a kit's name tells whose it is. */
const mark = (recipient: string) => createHash('sha256').update(recipient).digest('hex').slice(0, 8);

function pageOf(text: string): string {
  const { dir, name, ext } = path.parse(text);
  if (ext !== '.html') return path.join(dir, `${name}.html`);
  throw new AppError(
    'bad_input',
    'The page to print gets the ending .html, so the text cannot have it.',
    'Give the text another name, such as kit.txt.',
  );
}
