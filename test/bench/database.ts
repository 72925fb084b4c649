import type { Session } from '../../main/postgres/session.ts';

/** Words, not phrases: text of long repeated pieces would let gzip skip ahead and look faster than it is on real text. */
const WORDS =
  'account address after again amount answer arrived asked available bank before billing box broken called card changed checked claim colour ' +
  'complete contact correct customer damaged date day delivery desk different discount email error exchange family first found free front gift ' +
  'goods handed help house invoice item large late letter login loyal mail message mobile month neighbour number offer office order paid parcel ' +
  'payment phone';

/** Eight words that a number picks, some far more often than others. Plain operators only, so that the planner can inline it. */
const PHRASE = `CREATE FUNCTION phrase(seed bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ${Array.from({ length: 8 }, (_, word) => `(ARRAY['${WORDS.replaceAll(' ', "','")}'])[1 + ((seed >> ${word * 6} & 63) * (seed >> ${word * 6} & 63) >> 6)::int]`).join(` || ' ' || `)}
$$`;

/** One number per row and purpose, the same on every run. */
const MIX = `CREATE FUNCTION mix(i bigint, salt int) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (hashint8extended(i, salt) >> 1) & 9223372036854775807
$$`;

interface Table {
  readonly name: string;
  readonly columns: string;
  /** Rows of the full size. */
  readonly rows: number;
  readonly select: string;
  readonly indexes?: readonly string[];
}

const TABLES: readonly Table[] = [
  {
    name: 'events',
    columns: 'id bigint PRIMARY KEY, at timestamptz, customer bigint, kind text, payload jsonb',
    rows: 1_150_000,
    select: `i, timestamptz '2021-01-01 00:00:00Z' + i * interval '19.137 seconds', 1 + mix(i, 1) % 200000,
      (ARRAY['click','view','purchase','login','logout','search'])[1 + (mix(i, 2) % 6)::int],
      jsonb_build_object('session', to_hex(mix(i / 7, 3)), 'path', '/shop/' || mix(i, 4) % 5000, 'ms', mix(i, 5) % 4000,
        'agent', (ARRAY['Firefox','Chrome','Safari'])[1 + (mix(i, 6) % 3)::int], 'note', phrase(mix(i, 7)), 'ok', mix(i, 8) % 10 > 0)`,
    indexes: ['(customer)'],
  },
  {
    name: 'documents',
    columns: 'id bigint PRIMARY KEY, owner bigint, title text, body text, checksum text, words int',
    rows: 540_000,
    select: `i, 1 + mix(i, 1) % 200000, initcap(phrase(mix(i, 2))) || ' ' || i,
      concat_ws('. ', phrase(mix(i, 3)), phrase(mix(i, 4)), 'Reference ' || mix(i, 5) % 10000000, phrase(mix(i, 6)), phrase(mix(i, 7)),
        'ticket ' || to_hex(mix(i, 8) & 4294967295), phrase(mix(i, 9)), phrase(mix(i, 10)), phrase(mix(i, 11)), phrase(mix(i, 12))),
      to_hex(mix(i, 14)), 30 + mix(i, 13) % 90`,
  },
  {
    name: 'customers',
    columns:
      'id bigint PRIMARY KEY, email text, name text, country char(2), born date, balance numeric(10,2), tags text[]',
    rows: 200_000,
    select: `i, 'user' || mix(i, 1) % 100000000 || '@mail' || mix(i, 2) % 40 || '.example', 'Customer ' || to_hex(mix(i, 3) & 16777215),
      (ARRAY['DE','FR','US','CN','BR','IN'])[1 + (mix(i, 4) % 6)::int], date '1950-01-01' + (mix(i, 5) % 20000)::int,
      (mix(i, 6) % 1000000) / 100.0, ARRAY[phrase(mix(i, 7)), phrase(mix(i, 8))]`,
  },
  {
    name: 'orders',
    columns: 'id bigint PRIMARY KEY, customer bigint, placed timestamptz, state text, total numeric(10,2), lines int',
    rows: 600_000,
    select: `i, 1 + mix(i, 1) % 200000, timestamptz '2020-01-01 00:00:00Z' + i * interval '137 seconds',
      (ARRAY['open','paid','shipped','returned'])[1 + (mix(i, 2) & 3)::int], (mix(i, 3) % 5000000) / 100.0, 1 + mix(i, 4) % 9`,
    indexes: ['(customer)'],
  },
  {
    name: 'settings',
    columns: 'name text PRIMARY KEY, value jsonb, changed timestamptz',
    rows: 2_000,
    select: `'setting.' || i, jsonb_build_object('enabled', i % 3 = 0, 'limit', mix(i, 1) % 1000), timestamptz '2024-01-01 00:00:00Z' + i * interval '1 hour'`,
  },
];

/** Fills an empty database with the same rows every time: five tables, two of them with most of the bytes. */
export async function fillDatabase(open: () => Promise<Session>, scale: number): Promise<void> {
  await using session = await open();
  await session.query('SET search_path = public');
  await session.query(MIX);
  await session.query(PHRASE);
  const waiting = [...TABLES];
  const fill = async () => {
    await using own = await open();
    await own.query('SET search_path = public');
    for (let table = waiting.shift(); table; table = waiting.shift()) await fillTable(own, table, scale);
  };
  await Promise.all([fill(), fill()]);
  // As autovacuum leaves a database that has been in use for a while.
  await session.query('VACUUM (ANALYZE)');
}

async function fillTable(session: Session, table: Table, scale: number): Promise<void> {
  const { name, columns, select, indexes = [] } = table;
  const rows = Math.max(100, Math.round(table.rows * scale));
  await session.query(`CREATE TABLE ${name} (${columns})`);
  await session.query(`INSERT INTO ${name} SELECT ${select} FROM generate_series(1::bigint, ${rows}) AS i`);
  for (const index of indexes) await session.query(`CREATE INDEX ON ${name} ${index}`);
}
