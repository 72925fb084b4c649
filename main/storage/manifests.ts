import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type Annotation, annotation, type Manifest, manifest } from '../../shared/model/manifest.ts';
import { storageError } from './errors.ts';
import { baseOf, entryKind } from './names.ts';
import { openPartial } from './partial.ts';
import { publishFile } from './publish.ts';

/** Ten thousand tables make a manifest of about 2 MB; what is larger by far is not one of ours. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

export function manifestPath(folder: string, archive: string): string {
  return path.join(folder, `${baseOf(archive)}.json`);
}

export function proofsPath(manifest: string): string {
  return manifest.replace(/\.json$/, '.verified.json');
}

/** Writes the manifest beside its archive: from this instant on the backup exists. */
export async function publishManifest(folder: string, value: Manifest): Promise<string> {
  const name = `${baseOf(value.file)}.json`;
  await using partial = await openPartial(folder, name);
  await partial.write(Buffer.from(`${asText(manifest.parse(value))}\n`));
  await partial.finish();
  return await publishFile(partial.path, name);
}

/** What the signature of a manifest is over: the text of its file without that property. */
export function signedText(value: Manifest): string {
  return withoutSignature(manifest.parse(value));
}

/**
 * @throws AppError `manifest_invalid` for anything that is not a whole manifest of a known version, `file_missing`.
 */
export async function readManifest(file: string): Promise<Manifest> {
  return (await readManifestText(file)).manifest;
}

/**
 * A manifest with the text that its signature is over: what the file says, properties included that this version does not know.
 * @throws AppError `manifest_invalid`, `file_missing`.
 */
export async function readManifestText(file: string): Promise<{ readonly manifest: Manifest; readonly text: string }> {
  const text = await readSmallFile(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(file, 'it is not JSON', error);
  }
  const parsed = manifest.safeParse(json);
  if (!parsed.success)
    throw invalid(
      file,
      parsed.error.issues
        .slice(0, 3)
        .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
        .join('; '),
    );
  if (parsed.data.encryption !== null && parsed.data.format === 'directory')
    throw invalid(file, 'it describes an encrypted folder');
  const base = path.basename(file, '.json');
  if (baseOf(parsed.data.file) !== base || entryKind(parsed.data.file) !== 'archive')
    throw invalid(file, `it describes another archive, ${parsed.data.file}`);
  // The name ends in the first digits of the id, so that a copy with an id of its own, or of another, is noticed.
  if (!base.endsWith(`-${parsed.data.id.slice(0, 8)}`))
    throw invalid(file, `it has the id ${parsed.data.id} of another`);
  return { manifest: parsed.data, text: withoutSignature(json as object) };
}

function withoutSignature(json: object): string {
  return asText(Object.fromEntries(Object.entries(json).filter(([name]) => name !== 'signature')));
}

function asText(json: object): string {
  return JSON.stringify(json, null, 2);
}

/** Appends one line, durably. A line cut short by a crash is skipped when read. */
export async function annotate(manifestFile: string, value: Annotation): Promise<void> {
  const file = proofsPath(manifestFile);
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    const handle = await open(file, O_WRONLY | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0), 0o600);
    try {
      // The leading newline ends a line that a crash may have left half written.
      await handle.write(`\n${JSON.stringify(value)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw storageError(error, file);
  }
}

/** What was appended beside a manifest, oldest first; lines that are not ours are left out. */
export async function readAnnotations(manifestFile: string): Promise<Annotation[]> {
  let text: string;
  try {
    text = await readSmallFile(proofsPath(manifestFile));
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    try {
      const parsed = annotation.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

async function readSmallFile(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw invalid(file, 'it is no plain file');
      if (found.size > MAX_MANIFEST_BYTES) throw invalid(file, 'it is far too large');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') throw invalid(file, 'it is a folder');
    throw storageError(error, file);
  }
}

function invalid(file: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'manifest_invalid',
    `${file} is not a manifest of a backup: ${why}.`,
    'If its archive is beside it, `pg_restore` can still read that; Lifeboat leaves both where they are.',
    { cause },
  );
}
