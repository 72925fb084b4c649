import { createHash } from 'node:crypto';
import type { ArchiveFormat, Compression } from '../../shared/model/plan.ts';

const SLUG_LENGTH = 40;
const ENCRYPTED = '.age';
/** Names that Windows gives to devices, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;
/** The end of a slug that had to be changed; a name that ends so could be taken for the slug of another. */
const MARKED = /-[0-9a-f]{8}$/;

/**
 * A file name part for a name that anybody may have chosen: lower-case ASCII letters, digits, dash and underscore, at most 49 characters.
 * A name that had to be changed gets a hash of the original behind it, so that two names never share a slug.
 */
export function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|[-_]+$/g, '')
    .slice(0, SLUG_LENGTH);
  if (plain === name && plain !== '' && !RESERVED.test(plain) && !MARKED.test(plain)) return plain;
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return plain === '' ? `x-${mark}` : `${plain}-${mark}`;
}

/** `20260131T020000Z` */
export function compactInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** `<database-slug>-<YYYYMMDDTHHMMSSZ>-<8 hex>`: the base that an archive, its manifest, its proofs and its globals share. */
export function archiveBase(database: string, at: Date, id: string): string {
  return `${slug(database)}-${compactInstant(at)}-${id.slice(0, 8)}`;
}

/**
 * The archive's ending; a plain dump says that it is SQL, so that nobody feeds it to pg_restore, and an encrypted one what opens it.
 */
export function archiveEnding(format: ArchiveFormat, compression: Compression, encrypted: boolean): string {
  const sql = { none: '.sql', gzip: '.sql.gz', zstd: '.sql.zst' }[compression.method];
  return `${format === 'plain' ? sql : '.dump'}${encrypted ? ENCRYPTED : ''}`;
}

/** The name of the file of roles and tablespaces beside an archive. */
export function globalsName(archive: string, encrypted: boolean): string {
  return `${baseOf(archive)}.globals.sql${encrypted ? ENCRYPTED : ''}`;
}

const BASE = /^[a-z0-9][a-z0-9_-]*-\d{8}T\d{6}Z-[0-9a-f]{8}/;
const ENDING = String.raw`\.(dump|sql|sql\.gz|sql\.zst)(\.age)?`;
const ARCHIVE = new RegExp(`${BASE.source}${ENDING}$`);

export type EntryKind = 'manifest' | 'archive' | 'proofs' | 'globals' | 'partial' | 'foreign';

/** What a name in a plan folder is, going by its form alone. */
export function entryKind(name: string): EntryKind {
  if (name.startsWith('.') && name.endsWith('.partial') && BASE.test(name.slice(1))) return 'partial';
  if (!BASE.test(name)) return 'foreign';
  if (ARCHIVE.test(name)) return 'archive';
  const rest = name.replace(BASE, '');
  if (rest === '.json') return 'manifest';
  if (rest === '.verified.json') return 'proofs';
  if (rest === '.globals.sql' || rest === '.globals.sql.age') return 'globals';
  return 'foreign';
}

/** The base of an archive's or manifest's file name. */
export function baseOf(name: string): string {
  return BASE.exec(name.replace(/^\./, ''))?.[0] ?? name;
}
