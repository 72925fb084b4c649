import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import {
  formatBytes,
  formatDuration,
  formatInstant,
  formatRate,
  formatRelative,
  printable,
} from '../../shared/format.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1024 * 99.96, '100 KiB'],
    [150.4 * 1024 ** 2, '150 MiB'],
    [1024 ** 2 - 1, '1 MiB'],
    [1024 ** 3, '1 GiB'],
    [2.25 * 1024 ** 4, '2.3 TiB'],
    [5000 * 1024 ** 5, '5,000 PiB'],
    [-2048, '-2 KiB'],
  ])('%d are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test('follow the locale', () => expect(formatBytes(1536, 'de')).toBe('1,5 KiB'));

  test('that are unknown are a dash, and so is a speed before any time has passed', () => {
    expect(formatBytes(Number.NaN)).toBe('–');
    expect(formatRate(0 / 0)).toBe('–');
    expect(formatRate(1 / 0)).toBe('–');
  });

  test('per second are a speed', () => {
    expect(formatRate(12.34 * 1024 ** 2)).toBe('12.3 MiB/s');
    expect(formatRate(1536, 'de')).toBe('1,5 KiB/s');
  });
});

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [250, '250 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [4200, '4.2 s'],
    [9960, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [3 * MINUTE + 4 * SECOND, '3 min 4 s'],
    [HOUR - 400, '1 h'],
    [2 * HOUR + 5 * MINUTE + 29 * SECOND, '2 h 5 min'],
    [2 * HOUR + 5 * MINUTE + 31 * SECOND, '2 h 6 min'],
    [DAY - 1, '1 d'],
    [3 * DAY + HOUR, '3 d 1 h'],
    [1234 * DAY, '1,234 d'],
    [-5 * SECOND, '-5 s'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('of %d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('follow the locale', () => expect(formatDuration(4200, 'de')).toBe('4,2 s'));
});

describe('relative times', () => {
  const now = new Date('2026-06-15T12:00:00Z');
  test.each([
    [0, 'now'],
    [-9 * SECOND, 'now'],
    [-10 * SECOND, '10 seconds ago'],
    [-119 * SECOND, '119 seconds ago'],
    [-2 * MINUTE, '2 minutes ago'],
    [-2 * HOUR + 1, '119 minutes ago'],
    [-47.9 * HOUR, '47 hours ago'],
    [-2 * DAY, '2 days ago'],
    [-70 * DAY, '2 months ago'],
    [-900 * DAY, '2 years ago'],
    [5 * HOUR, 'in 5 hours'],
  ])('%d ms from now are "%s"', (distance, text) =>
    expect(formatRelative(new Date(now.getTime() + distance), now)).toBe(text),
  );

  test('speak the language of the locale', () =>
    expect(formatRelative(new Date(now.getTime() - 5 * DAY), now, 'zh-CN')).toBe('5天前'));
});

describe('instants', () => {
  test('are shown in the zone, with its offset', () => {
    expect(formatInstant(new Date('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe('Mar 29, 2026, 03:00 GMT+2');
    expect(formatInstant(new Date('2026-01-01T05:00:00Z'), 'America/New_York')).toBe('Jan 1, 2026, 00:00 GMT-5');
  });

  test('in a repeated hour are told apart', () => {
    const shown = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((instant) =>
      formatInstant(new Date(instant), 'Europe/Berlin'),
    );
    expect(shown).toEqual(['Oct 25, 2026, 02:30 GMT+2', 'Oct 25, 2026, 02:30 GMT+1']);
  });

  test('follow the locale', () =>
    expect(formatInstant(new Date('2026-03-29T01:00:00Z'), 'UTC', 'zh-CN')).toContain('2026年3月29日'));

  test('in an unknown zone are refused', () => expect(() => formatInstant(new Date(0), 'Mars/Base')).toThrow(AppError));
});

describe('printable names', () => {
  test.each([
    ['a colour sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
    ['a title sequence', '\u001b]0;x\u0007', '\\u{1b}]0;x\\u{7}'],
    ['a C1 control', 'a\u009b31m', 'a\\u{9b}31m'],
    ['a new line', 'a\r\nb', 'a\\u{d}\\u{a}b'],
    ['a tab and a delete', 'a\tb\u007f', 'a\\u{9}b\\u{7f}'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
    ['a bidi override', 'gpj\u202etxt', 'gpj\\u{202e}txt'],
    ['bidi isolates and marks', '\u2066a\u2069\u200f\u061c', '\\u{2066}a\\u{2069}\\u{200f}\\u{61c}'],
    ['zero-width characters', 'a\u200bb\u200dc\ufeff\u2060\u00ad', 'a\\u{200b}b\\u{200d}c\\u{feff}\\u{2060}\\u{ad}'],
    ['invisible letters, tags and annotations', 'a\u3164b\u{e0041}\ufff9', 'a\\u{3164}b\\u{e0041}\\u{fff9}'],
    ['half a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
  ])('show %s as its code', (_, name, shown) => expect(printable(name)).toBe(shown));

  test.each(['orders', 'public.Größe', '表格 №1', 'données "2026"', '😀', 'C:\\backups\\a', "O'Brien; DROP"])(
    'leave "%s" as it is',
    (name) => {
      expect(printable(name)).toBe(name);
    },
  );

  test('are one line without control characters, whatever comes in', () => {
    const everything = Array.from({ length: 0x3100 }, (_, code) => String.fromCodePoint(code)).join('');
    expect(printable(everything)).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
    );
    expect(printable(everything)).toContain('abcdefghijklmnopqrstuvwxyz');
  });
});
