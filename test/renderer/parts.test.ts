import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { stand } from '../../renderer/backups/ladder.tsx';
import { placed } from '../../renderer/components/sparkline.tsx';
import { apply } from '../../renderer/data/live.tsx';
import { AT, aBackup } from './values.ts';

describe('a rung of the ladder', () => {
  const backup = aBackup();

  it('is reached when a higher one is', () => {
    expect(stand('checksum', backup, [])).toEqual({ kind: 'reached', at: AT });
    expect(stand('restored', backup, [])).toEqual({ kind: 'open' });
  });

  it('is what its last check said', () => {
    const check = { backup: backup.id, level: 'decoded', durationMs: 1 } as const;
    const later = '2026-03-02T02:00:00.000Z';
    const failed = { ...check, ok: false, at: later, reason: 'a byte differs' };
    expect(stand('decoded', backup, [failed, { ...check, ok: true, at: AT }])).toEqual({
      kind: 'failed',
      at: later,
      reason: 'a byte differs',
    });
  });

  it('is open when the file is gone and nothing else is known', () => {
    expect(stand('present', aBackup({ state: 'missing' }), [])).toEqual({ kind: 'open' });
  });
});

describe('the sparkline', () => {
  it('stays inside its frame, and starts at nothing', () => {
    for (const [x, y] of placed([0, 5, 10])) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(96);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(24);
    }
    expect(placed([0, 10]).map(([, y]) => y)).toEqual([21, 3]);
  });

  it('can show one value, and zeros', () => {
    expect(placed([0])).toEqual([[93, 21]]);
  });
});

describe('an event', () => {
  it('makes stale what it concerns, and nothing else', () => {
    const queries = new QueryClient();
    queries.setQueryData(['settings.get', {}], 1);
    queries.setQueryData(['backups.page', { limit: 100 }], 1);
    apply(queries, { type: 'changed', what: 'backups' });
    expect(queries.getQueryState(['backups.page', { limit: 100 }])?.isInvalidated).toBe(true);
    expect(queries.getQueryState(['settings.get', {}])?.isInvalidated).toBe(false);
    apply(queries, { type: 'resync' });
    expect(queries.getQueryState(['settings.get', {}])?.isInvalidated).toBe(true);
  });
});
