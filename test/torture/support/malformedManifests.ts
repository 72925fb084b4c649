import { gzipSync } from 'node:zlib';
import type { Manifest } from '../../../shared/model/manifest.ts';
import type { Random } from './random.ts';

export interface Malformation {
  readonly what: string;
  /** What to write instead of this manifest; `good` is that of another backup, which is there and whole. */
  readonly make: (own: Manifest, random: Random, good: Manifest) => string | Buffer;
}

const text = (value: unknown) => JSON.stringify(value, null, 2);
const changed = (what: string, change: (random: Random, own: Manifest, good: Manifest) => object): Malformation => ({
  what,
  make: (own, random, good) => text({ ...own, ...change(random, own, good) }),
});
const oneOf = (what: string, changes: readonly object[]) => changed(what, (random) => random.pick(changes));
const field = (name: string, values: readonly unknown[]) =>
  oneOf(
    `a wrong ${name}`,
    values.map((value) => ({ [name]: value })),
  );

const HASHES = ['', 'f'.repeat(63), 'F'.repeat(64), `${'f'.repeat(64)}\n`, 'g'.repeat(64)];
const DATES = [
  '',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-01-01',
  '2026-13-01T00:00:00Z',
  '+275760-09-13T00:00:01Z',
];
const NUMBERS = [-1, 0.5, 2 ** 53, 1e308, '1', null];
const PATHS = ['../x.dump', '/etc/passwd', 'a/b.dump', '..', '.hidden.dump', '', 'x\0.dump', 'a\\b.dump', 'a\n.dump'];
const REQUIRED = (own: Manifest) => Object.keys(own).filter((key) => key !== 'parts') as (keyof Manifest)[];

const ofStructure: readonly Malformation[] = [
  changed('a key gone', (random, own) => ({ [random.pick(REQUIRED(own))]: undefined })),
  changed('a value of another type', (random, own) => {
    const key = random.pick(REQUIRED(own));
    return { [key]: typeof own[key] === 'number' ? String(own[key]) : 42 };
  }),
  changed('two values exchanged', (random, own) => {
    const [number, other] = [
      random.pick(['storedBytes', 'sequence', 'jobs'] as const),
      random.pick(['id', 'contents'] as const),
    ];
    return { [number]: own[other], [other]: own[number] };
  }),
  field('schemaVersion', [0, 2, '1', null, 1.5]),
  field('id', ['', 'latest', 'not-a-uuid', '00000000-0000-0000-0000-00000000000g']),
  changed('the id of another backup', (_random, _own, good) => ({ id: good.id })),
  changed('an id that its name does not have', () => ({ id: '11111111-2222-4333-8444-555555555555' })),
  field('plan', ['', 'x'.repeat(201), 'a\0b', null]),
  field('database', ['', 'x'.repeat(64), 'ß'.repeat(32), 'a\0b']),
  ...['snapshotAt', 'startedAt', 'finishedAt'].map((name) => field(name, DATES)),
  field('slot', DATES),
  ...['plainBytes', 'storedBytes', 'sequence'].map((name) => field(name, NUMBERS)),
  field('durationMs', [-1, '1', null]),
  ...['sha256', 'storedSha256'].map((name) => field(name, HASHES)),
  field('file', PATHS),
  changed('the archive of another', (_random, _own, good) => ({ file: good.file })),
  changed('itself as its archive', (random, own) => ({
    file: own.file.replace('.dump', random.pick(['.json', '.verified.json', '.globals.sql', '.exe', ''])),
  })),
  changed('a path out of the folder as a part', (random) => ({
    format: 'directory',
    parts: [{ name: random.pick(PATHS), bytes: 1, sha256: 'f'.repeat(64) }],
  })),
  changed('a path out of the folder as its globals', (random) => ({
    globals: { file: random.pick(PATHS), bytes: 1, sha256: 'f'.repeat(64) },
  })),
  field('format', ['tar', 'CUSTOM', '', null, ['custom']]),
  field('content', ['none', null]),
  field('proof', ['present', 'restored', null]),
  field('compression', [{ method: 'lzma', level: 1 }, { method: 'gzip' }, 'gzip']),
  field('contents', [{}, { tables: [] }, [], { schemas: 'x', tables: [], extensions: [], roles: [] }]),
  changed('wrong rows', (random, own) => ({
    fingerprint: {
      ...own.fingerprint,
      tables: [{ schema: 's', name: 't', rows: random.pick(NUMBERS), exact: true, hash: null }],
    },
  })),
  changed('a sequence that is no number', (_random, own) => ({
    fingerprint: { ...own.fingerprint, sequences: [{ schema: 's', name: 't', lastValue: '1e9', increment: '1' }] },
  })),
  { what: 'its values in the prototype', make: (own) => text(own).replace(/^\{/, '{"__proto__": {').concat('}') },
  {
    what: 'its contents in a prototype',
    make: (own) => text(own).replace('"contents": {', '"contents": {"__proto__": {"polluted": true}}, "rest": {'),
  },
  {
    what: 'deep nesting',
    make: (own, random) => {
      const depth = 1_000 + random.below(50_000);
      return text(own).replace('"contents": {', `"contents": ${'['.repeat(depth)}${']'.repeat(depth)}, "rest": {`);
    },
  },
  { what: 'nothing but brackets', make: (_own, random) => '[{"a":'.repeat(1_000 + random.below(20_000)) },
  {
    what: 'other JSON',
    make: (_own, random) => random.pick(['null', '[]', '{}', '1', '"manifest"', 'true', '-0', '1e999']),
  },
  { what: 'a list with a manifest in it', make: (own) => text([own]) },
];

/** Changes bytes until they are no JSON any more; what still is JSON might be as good as before. */
function spoil(own: Manifest, change: (bytes: Buffer) => Buffer): Buffer {
  for (let bytes: Buffer = Buffer.from(text(own)); ;) {
    bytes = change(bytes);
    try {
      JSON.parse(bytes.toString());
    } catch {
      return bytes;
    }
  }
}

const ofBytes: readonly Malformation[] = [
  { what: 'nothing in it', make: (_own, random) => random.pick(['', '\n', ' ', '\0']) },
  { what: 'its end cut off', make: (own, random) => text(own).slice(0, 1 + random.below(text(own).length - 2)) },
  { what: 'its start cut off', make: (own, random) => text(own).slice(1 + random.below(text(own).length - 2)) },
  {
    what: 'bytes changed',
    make: (own, random) =>
      spoil(own, (bytes) => {
        for (let count = 1 + random.below(8); count > 0; count -= 1)
          bytes[random.below(bytes.length)] = random.below(256);
        return bytes;
      }),
  },
  {
    what: 'a piece gone',
    make: (own, random) =>
      spoil(own, (bytes) => {
        const at = random.below(bytes.length);
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(30))]);
      }),
  },
  {
    what: 'a piece twice',
    make: (own, random) =>
      spoil(own, (bytes) => {
        const at = random.below(bytes.length);
        return Buffer.concat([bytes.subarray(0, at + 1 + random.below(30)), bytes.subarray(at)]);
      }),
  },
  { what: 'a block of zeros', make: (own, random) => zeros(Buffer.from(text(own)), random) },
  { what: 'zeros behind it', make: (own) => Buffer.concat([Buffer.from(text(own)), Buffer.alloc(512)]) },
  { what: 'another behind it', make: (own, _random, good) => text(own) + text(good) },
  { what: 'a byte order mark', make: (own) => `\ufeff${text(own)}` },
  { what: 'UTF-16', make: (own) => Buffer.from(text(own), 'utf16le') },
  { what: 'gzip', make: (own) => gzipSync(text(own)) },
  { what: 'single quotes', make: (own) => text(own).replaceAll('"', "'") },
  { what: 'a comment', make: (own) => `// manifest\n${text(own)}` },
  { what: 'a comma at its end', make: (own) => text(own).replace(/\}$/, ',}') },
  { what: 'random bytes', make: (_own, random) => Buffer.from(Array.from({ length: 2_000 }, () => random.below(256))) },
];

function zeros(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length - 1);
  return bytes.fill(0, at, Math.min(bytes.length, at + 1 + random.below(400)));
}

export const malformations: readonly Malformation[] = [...ofStructure, ...ofBytes];
