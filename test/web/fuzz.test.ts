import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWebCall, type WebCallName } from '../../main/hosts/web/calls.ts';
import { type CallName, calls } from '../../shared/contract.ts';
import { openTestApp } from '../helpers/app.ts';
import { callRequest, catalogContents, signIn, startTestHost } from '../helpers/webHost.ts';

const SEED = 20_260_301;
const BODIES = 5_000;
const AT_ONCE = 20;

/** What these do with a valid input is their business: they write, reach for servers, or start programs. */
const EFFECTIVE: ReadonlySet<WebCallName> = new Set([
  'connections.add',
  'connections.probe',
  'keys.create',
  'keys.recovery',
  'plans.add',
  'plans.prune',
  'settings.set',
  'catalog.rebuild',
  'doctor.run',
  'health.get',
]);

const webCalls = (Object.keys(calls) as CallName[]).filter(isWebCall);

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '..',
    '../../etc/passwd',
    "'; DROP TABLE plan; --",
    '<script>alert(1)</script>',
    '${process.env.HOME}',
    '__proto__',
    'constructor',
    'latest',
    'latest:',
    'latest:__proto__',
    '%',
    '________',
    '%%%%%%%%',
    '\u202e\ud800',
    'a'.repeat(300),
    '00000000-0000-0000-0000-000000000000',
    '2026-01-01T00:00:00Z',
    '9999-99-99T99:99:99Z',
  ),
);
const value = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, true, false, 1e308, -0, 2 ** 53, []),
  fc.jsonValue({ maxDepth: 3 }),
);
/** The words of the call itself with values of any kind, so that many inputs come close to being valid. */
const inputOf = (name: WebCallName) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.dictionary(fc.constantFrom(...fieldsOf(name), 'name', 'plan', 'backup'), value, { maxKeys: 6 }),
    },
    { weight: 3, arbitrary: fc.record(Object.fromEntries(fieldsOf(name).map((field) => [field, hostileText]))) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 6 }) },
  );

function fieldsOf(name: WebCallName): string[] {
  return Object.keys((calls[name].input as { shape?: object }).shape ?? {});
}

/** Mostly JSON; sometimes what only begins like it. */
const question = fc
  .constantFrom(...webCalls)
  .chain((name) =>
    fc.record({
      name: fc.constant(name),
      body: fc.oneof(
        { weight: 9, arbitrary: inputOf(name).map((content) => JSON.stringify(content)) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
      ),
    }),
  )
  .filter((asked) => !EFFECTIVE.has(asked.name) || !isValid(asked.name, asked.body));

function isValid(name: WebCallName, text: string): boolean {
  try {
    return calls[name].input.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

describe('5,000 calls with bodies of any kind', () => {
  it('neither crash the host, nor meet a defect, nor change anything', async () => {
    const { app, home } = await openTestApp();
    await app.call('connections.add', { name: 'server', host: '127.0.0.1', port: 1, user: 'someone' });
    await app.call('plans.add', { name: 'plan', connection: 'server', database: 'shop', schedule: '0 2 * * *' });
    const host = await startTestHost(app);
    const cookie = await signIn(host);
    const before = catalogContents(home);
    const questions = fc.sample(question, { numRuns: BODIES, seed: SEED });
    const odd: unknown[] = [];
    const statuses = new Map<number, number>();
    for (let start = 0; start < questions.length; start += AT_ONCE) {
      await Promise.all(
        questions.slice(start, start + AT_ONCE).map(async ({ name, body }) => {
          const response = await fetch(`http://127.0.0.1:${host.port}/api/call/${name}`, callRequest(body, cookie));
          const answer = (await response.json()) as { ok: boolean; error?: { code: string } };
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
          if (answer.error?.code === 'internal' || ![200, 400, 404, 409].includes(response.status))
            odd.push({ name, body, status: response.status, answer });
        }),
      );
    }
    expect(odd.slice(0, 5)).toEqual([]);
    const after = catalogContents(home);
    expect(withoutAudit(after)).toEqual(withoutAudit(before));
    // What was refused is written down, and nothing else was.
    const written = (after['audit'] as { outcome: string }[]).slice(before['audit']?.length);
    expect(written.filter(({ outcome }) => outcome === 'done')).toEqual([]);
    // Enough of them got past the first look.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404]));
    expect((await fetch(`http://127.0.0.1:${host.port}/`, { headers: { cookie } })).status).toBe(200);
  });
});

/** Without what is written down about the calls themselves. */
function withoutAudit({
  audit: _audit,
  sqlite_sequence: _numbers,
  settings = [],
  ...rest
}: ReturnType<typeof catalogContents>) {
  return {
    ...rest,
    settings: settings.filter((row) => !/^(audit|catalog\.check)/.test((row as { name: string }).name)),
  };
}
