import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A secret that is looked for everywhere. */
export interface Canary {
  readonly what: string;
  /** Or the bytes of one that is no text. */
  readonly text: string | Buffer;
}

export interface Sighting {
  readonly what: string;
  readonly where: string;
}

/** A place, and all that was found there. */
export type Evidence = readonly [where: string, contents: Buffer | string];

/** The forms in which a secret may come out: as it is, escaped for a URL or JSON, in base64 or hexadecimal. */
function forms(secret: string | Buffer): Buffer[] {
  const bytes = Buffer.from(secret);
  // In base64 it may begin at any of three offsets; the ends depend on what is beside it.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : offset + 1, -4),
  );
  const shapes = [bytes.toString('hex'), ...base64, ...(typeof secret === 'string' ? escaped(secret) : [])];
  return [bytes, ...[...new Set(shapes)].map((shape) => Buffer.from(shape))];
}

function escaped(text: string): string[] {
  return [encodeURIComponent(text), JSON.stringify(text).slice(1, -1), text.replaceAll(/[\\:]/g, String.raw`\$&`)];
}

/** Where secrets can be seen that nobody should see. */
export function sightings(canaries: readonly Canary[], evidence: Iterable<Evidence>): Sighting[] {
  const wanted = canaries.map(({ what, text }) => ({ what, forms: forms(text) }));
  const found: Sighting[] = [];
  for (const [where, contents] of evidence) {
    const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
    for (const canary of wanted)
      if (canary.forms.some((form) => bytes.includes(form))) found.push({ what: canary.what, where });
  }
  return found;
}

/** Every file in folders and those within, with its bytes, and the names themselves. */
export function* filesIn(...folders: readonly string[]): Generator<Evidence> {
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      yield ['a file name', file];
      if (entry.isFile()) yield [file, readFileSync(file)];
    }
}

export interface ProcessWatch {
  /** Command lines and environments that were seen, each with what it is of. */
  readonly seen: () => Evidence[];
  stop(): void;
}

/** A process that looked the same so often has become what it was started as. */
const SETTLED = 5;

/** Looks, again and again, at the command line and the environment of every process that is started on this machine from now on. */
export function watchProcesses(): ProcessWatch {
  const seen = new Map<string, Evidence>();
  const looks = new Map(pids().map((pid) => [pid, SETTLED]));
  const look = () => {
    for (const pid of pids()) {
      const looked = looks.get(pid) ?? 0;
      if (looked >= SETTLED) continue;
      let isNew = false;
      for (const kind of ['cmdline', 'environ']) {
        const name = nameOf(pid);
        const contents = read(`/proc/${pid}/${kind}`);
        // One that becomes another program in between had what was read from the one before.
        const changed = name !== nameOf(pid);
        const key = `${pid} ${kind} ${contents.toString('latin1')}`;
        if (!changed && (contents.length === 0 || seen.has(key))) continue;
        isNew = true;
        if (!changed) seen.set(key, [`${kind} of ${name}`, contents]);
      }
      looks.set(pid, isNew ? 0 : looked + 1);
    }
  };
  const timer = setInterval(look, 10);
  return {
    seen: () => [...seen.values()],
    stop: () => clearInterval(timer),
  };
}

function pids(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

function nameOf(pid: string): string {
  return read(`/proc/${pid}/comm`).toString().trim();
}

/** Empty for a process that is gone, or somebody else's. */
function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
