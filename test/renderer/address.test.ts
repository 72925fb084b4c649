import { describe, expect, it } from 'vitest';
import { askedFor, isFiltered, NO_FILTER, readFilter } from '../../renderer/backups/filter.ts';
import { parseAddress, patchQuery } from '../../renderer/data/address.ts';

describe('the address of a screen', () => {
  it.each([
    ['', '/', ''],
    ['#/', '/', ''],
    ['#/backups', '/backups', ''],
    ['#/backups/1?plan=a%20b', '/backups/1', 'plan=a%20b'],
    ['#/backups?search=what?', '/backups', 'search=what?'],
  ])('%j is taken apart', (hash, path, query) => {
    expect(parseAddress(hash)).toEqual({ path, query });
  });

  it('keeps what is chosen, and leaves out what is not', () => {
    expect(patchQuery('plan=a&state=good', { state: null, search: 'x&y', level: '' })).toBe('plan=a&search=x%26y');
  });
});

describe('the filter of the backups', () => {
  it('survives the address', () => {
    const filter = {
      plan: 'a&b=c',
      state: 'good',
      level: 'decoded',
      from: '2026-03-01',
      until: '2026-03-02',
      search: '%',
    };
    expect(readFilter(new URLSearchParams(patchQuery('', filter)))).toEqual(filter);
  });

  it.each(['state=nice', 'level=high', 'from=1.3.2026', 'until=2026-3-1', 'from='])('ignores %s', (query) => {
    expect(readFilter(new URLSearchParams(query))).toEqual(NO_FILTER);
    expect(isFiltered(NO_FILTER)).toBe(false);
  });

  it('asks from the start of the first day to the end of the last, also where that has 23 hours', () => {
    expect(askedFor({ ...NO_FILTER, from: '2026-03-29', until: '2026-03-29' })).toEqual({
      from: new Date(2026, 2, 29).toISOString(),
      until: new Date(2026, 2, 30).toISOString(),
    });
  });
});
