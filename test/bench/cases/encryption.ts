import { randomBytes } from 'node:crypto';
import { open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { decrypt } from '../../../main/crypto/decrypt.ts';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { createKeyPair, type KeyPair } from '../../../main/crypto/keys.ts';
import { interleave, median, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { Stage } from '../stage.ts';

/** Bytes per second of processor time, which is what one core does however busy the others are. */
const AT_LEAST = 400e6;
const PIECE = 64 * 1024;

/** How fast age files are written and read, beside the library whose headers we use and the program of reference. */
export async function encryptionCase(stage: Stage): Promise<Line[]> {
  const pair = await createKeyPair('x25519');
  const pieces = stage.settings.quick ? 400 : 4000;
  const folder = await stage.folder();
  stage.say('encryption');
  const program = await ageProgram(stage, folder, pair, pieces);
  const sealed: Uint8Array[] = [];
  await sealOurs(pair, pieces, (piece) => sealed.push(piece));
  const quarter = pieces / 4;
  const small: Uint8Array[] = [];
  await sealOurs(pair, quarter, (piece) => small.push(piece));
  const sealing = await interleave(stage.settings.rounds, {
    lifeboat: () => rate(pieces, () => sealOurs(pair, pieces, nothing)),
    library: () => rate(quarter, () => sealLibrary(pair, quarter, nothing)),
    age: program.seal,
  });
  const opening = await interleave(stage.settings.rounds, {
    lifeboat: () => rate(pieces, () => openOurs(pair, sealed)),
    library: () => rate(quarter, () => openLibrary(pair, small)),
    age: program.open,
  });
  return [line('encryption: sealing', sealing), line('encryption: opening', opening)];
}

/** What is sealed goes to `take`: where it is only measured, nothing is kept. */
async function sealOurs({ recipient }: KeyPair, pieces: number, take: (piece: Uint8Array) => void): Promise<void> {
  const encryptor = await startEncryption({ recipients: [recipient] });
  const plain = randomBytes(PIECE);
  for (let count = 0; count < pieces; count += 1) for (const piece of encryptor.update(plain)) take(piece);
  for (const piece of encryptor.final()) take(piece);
}

async function openOurs({ identity }: KeyPair, sealed: readonly Uint8Array[]): Promise<void> {
  const source = (async function* () {
    yield* sealed;
  })();
  for await (const _ of decrypt(source, { identities: [identity], passphrases: [] }));
}

async function sealLibrary({ recipient }: KeyPair, pieces: number, take: (piece: Uint8Array) => void): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const plain = randomBytes(PIECE);
  await drain(await encrypter.encrypt(streamOf(Array.from({ length: pieces }, () => plain))), take);
}

async function openLibrary({ identity }: KeyPair, sealed: readonly Uint8Array[]): Promise<void> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  await drain(await decrypter.decrypt(streamOf(sealed)), nothing);
}

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[at++];
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
}

async function drain(stream: ReadableStream<Uint8Array>, take: (piece: Uint8Array) => void): Promise<void> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
  }
}

function nothing(): void {}

/** Files in, nothing out; NaN where there is no `age`. */
async function ageProgram(stage: Stage, folder: string, { identity, recipient }: KeyPair, pieces: number) {
  const [plain, sealed, key] = ['plain', 'sealed', 'key'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(key, `${identity}\n`);
  await using file = await open(plain, 'w');
  const piece = randomBytes(PIECE);
  for (let count = 0; count < pieces; count += 1) await file.write(piece);
  const run = async (...args: readonly string[]) =>
    perSecond(pieces, (await timeCommand({ file: 'age', args, cwd: folder, signal: stage.signal })).cpuMs);
  const seal = async () => {
    await rm(sealed, { force: true });
    return await run('--encrypt', '-r', recipient, '-o', sealed, plain);
  };
  const missing = await seal().then(
    () => false,
    (error: unknown) => {
      stage.signal.throwIfAborted();
      stage.say(`no figures of age: ${error instanceof Error ? error.message : String(error)}`);
      return true;
    },
  );
  const unknown = () => Promise.resolve(Number.NaN);
  if (missing) return { seal: unknown, open: unknown };
  return { seal, open: () => run('--decrypt', '-i', key, '-o', '/dev/null', sealed) };
}

async function rate(pieces: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return perSecond(pieces, (user + system) / 1000);
}

function perSecond(pieces: number, cpuMs: number): number {
  return (pieces * PIECE * 1000) / cpuMs;
}

function line(name: string, rates: Readonly<Record<string, readonly number[]>>): Line {
  const shown = Object.entries(rates).map(([side, values]) => [side, { value: median(values), unit: 'rate' as const }]);
  return {
    name,
    value: median(rates['lifeboat'] ?? []),
    unit: 'rate',
    atLeast: AT_LEAST,
    medians: Object.fromEntries(shown) as Line['medians'],
    samples: rates,
  };
}
