import { expect, it } from 'vitest';
import { demoDaySql, demoWriterSql, SAMPLE_DATABASE, sampleSql, sampleSteps } from '../../../main/demo/sample.ts';

it('has the tables of an art platform', () => {
  const tables = [...sampleSql().matchAll(/^CREATE TABLE (.+?) (?:\(|PARTITION OF)/gm)].map(([, name]) => name);
  expect(SAMPLE_DATABASE).toBe('artfolio');
  expect(tables).toEqual(
    expect.arrayContaining([
      'public.users',
      'public.works',
      'public.likes',
      'public.sessions',
      'public.online_counter_config',
      'public.platform_config',
      'public.page_views',
      'public.page_views_2025_01',
      'public.page_views_2025_12',
      'billing.invoices',
      '"Studio Notes"."Weekly Report"',
    ]),
  );
  expect(sampleSql()).toContain(`FOR VALUES FROM ('2025-12-01 00:00+00') TO ('2026-01-01 00:00+00')`);
});

it('loads the same rows every time: nothing random, and the clock only as a default', () => {
  const inserts = sampleSteps.flatMap(({ sql }) => sql.match(/^INSERT [\s\S]*?;$/gm) ?? []);
  expect(inserts.length).toBeGreaterThan(8);
  for (const insert of inserts)
    expect(insert).not.toMatch(/\b(?:now|random|gen_random_uuid|clock_timestamp)\(|\bcurrent_(?:date|timestamp)\b/i);
});

it.each([demoWriterSql, demoDaySql])('writes with one statement', (sql) => {
  expect(sql).not.toContain(';');
});
