import { billing } from './sample/billing.ts';
import { activity, members } from './sample/content.ts';
import { derived } from './sample/derived.ts';
import { platform } from './sample/platform.ts';

/** The demo's database: an invented platform where artists show their works. It needs the encoding UTF8. */
export const SAMPLE_DATABASE = 'artfolio';

/** A part of the sample: one query string of several statements, for the simple query protocol or psql. */
export interface SampleStep {
  /** What it loads, for a progress line. */
  readonly label: string;
  readonly sql: string;
}

/**
 * The sample in the order in which it loads into an empty database: about 200,000 rows in a few seconds, the same
 * rows every time. It wants a superuser or the owner of the database (its extensions are trusted ones of contrib).
 */
export const sampleSteps: readonly SampleStep[] = [
  { label: 'schema', sql: platform },
  { label: 'members and works', sql: members },
  { label: 'likes, sessions and page views', sql: activity },
  { label: 'billing', sql: billing },
  { label: 'indexes, views and triggers', sql: derived },
  { label: 'statistics', sql: 'ANALYZE;' },
];

/** The whole sample as one SQL text. */
export function sampleSql(): string {
  return sampleSteps.map(({ label, sql }) => `-- ${label}\n${sql.trim()}\n`).join('\n');
}

/**
 * One statement that a background writer repeats to make the database change while it is backed up: a like, a session,
 * a page view and a counter, each valid under the foreign keys. Unlike the sample it is random; several may run at once.
 */
export const demoWriterSql = `
WITH member AS MATERIALIZED (
  SELECT id FROM public.users
  WHERE id >= (SELECT floor(random() * max(id)) FROM public.users) ORDER BY id LIMIT 1
), work AS MATERIALIZED (
  SELECT id FROM public.works
  WHERE id >= (SELECT floor(random() * max(id)) FROM public.works) ORDER BY id LIMIT 1
), new_like AS (
  INSERT INTO public.likes (user_id, work_id) SELECT member.id, work.id FROM member, work ON CONFLICT DO NOTHING
), new_session AS (
  INSERT INTO public.sessions (user_id, address, user_agent) SELECT member.id, '192.0.2.1', 'demo' FROM member
), new_view AS (
  INSERT INTO public.page_views (viewed_at, work_id, visitor, duration_ms) SELECT now(), work.id, 0, 1000 FROM work
)
UPDATE public.online_counter_config SET current_value = current_value + 1 WHERE counter_name = 'works_viewed'
`.trim();

/** What one day adds: some thousand page views and some hundred sessions, more or fewer each time. Random, too. */
export const demoDaySql = `
WITH day AS MATERIALIZED (
  SELECT 2000 + (random() * 6000)::int AS views, 100 + (random() * 300)::int AS visits
), new_sessions AS (
  INSERT INTO public.sessions (user_id, address, user_agent)
  SELECT 1 + (random() * 4999)::int, '192.0.2.1', 'demo' FROM day, generate_series(1, day.visits)
)
INSERT INTO public.page_views (viewed_at, work_id, visitor, duration_ms)
SELECT now(), 1 + (random() * 19999)::int, (random() * 5000)::int, (random() * 60000)::int FROM day, generate_series(1, day.views)
`.trim();
