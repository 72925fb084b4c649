import { checkZone, DAY, HOUR, MINUTE } from './calendar.ts';

/*
 * How sizes, times and names look, in the terminal and on the screens. `locale` is a BCP 47 tag and decides digits, separators
 * and words; the units (MiB, min, s) are the international symbols everywhere.
 */

const SECOND = 1000;
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const DURATION_UNITS = [
  { symbol: 'd', size: DAY, next: HOUR },
  { symbol: 'h', size: HOUR, next: MINUTE },
  { symbol: 'min', size: MINUTE, next: SECOND },
] as const;
/** Each unit is used from twice its size on, so that what is 47 hours old is never called a day old. */
const RELATIVE_UNITS = [
  { unit: 'year', size: 365.25 * DAY },
  { unit: 'month', size: 30.4375 * DAY },
  { unit: 'day', size: DAY },
  { unit: 'hour', size: HOUR },
  { unit: 'minute', size: MINUTE },
] as const;
const JUST_NOW = 10 * SECOND;
const UNKNOWN = '–';

/** A number of bytes in binary units, such as "1.5 MiB": one decimal below 100, none above. A dash when it is not finite. */
export function formatBytes(bytes: number, locale = 'en'): string {
  if (!Number.isFinite(bytes)) return UNKNOWN;
  let value = bytes;
  let unit = 0;
  // 1023.5 and more would be printed as 1,024 of this unit.
  while (Math.abs(value) >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${decimal(value, Math.abs(value) < 99.95 ? 1 : 0, locale)} ${BYTE_UNITS[unit]}`;
}

/** A speed in bytes per second, such as "12.3 MiB/s". A dash when it is not finite, as at the very start. */
export function formatRate(bytesPerSecond: number, locale = 'en'): string {
  return Number.isFinite(bytesPerSecond) ? `${formatBytes(bytesPerSecond, locale)}/s` : UNKNOWN;
}

/** A length of time in ms, to its two largest units: "250 ms", "4.2 s", "3 min 4 s", "2 h 5 min", "3 d 1 h". A dash when it is not finite. */
export function formatDuration(ms: number, locale = 'en'): string {
  if (!Number.isFinite(ms)) return UNKNOWN;
  if (ms < 0) return `-${formatDuration(-ms, locale)}`;
  if (ms < 999.5) return `${decimal(ms, 0, locale)} ms`;
  if (ms < 9.95 * SECOND) return `${decimal(ms / SECOND, 1, locale)} s`;
  for (const { symbol, size, next } of DURATION_UNITS) {
    const rounded = Math.round(ms / next) * next;
    if (rounded < size) continue;
    const whole = `${decimal(Math.floor(rounded / size), 0, locale)} ${symbol}`;
    const rest = (rounded % size) / next;
    return rest === 0 ? whole : `${whole} ${decimal(rest, 0, locale)} ${nextSymbol(next)}`;
  }
  return `${decimal(ms / SECOND, 0, locale)} s`;
}

function nextSymbol(size: number): string {
  return DURATION_UNITS.find((unit) => unit.size === size)?.symbol ?? 's';
}

/** How far `date` is from `now`, in words, cut down to whole units: "now", "3 hours ago", "in 2 days". */
export function formatRelative(date: Date, now: Date, locale = 'en'): string {
  const distance = date.getTime() - now.getTime();
  if (Math.abs(distance) < JUST_NOW) return relativeFormat(locale, 'auto').format(0, 'second');
  const fitting = RELATIVE_UNITS.find(({ size }) => Math.abs(distance) >= 2 * size);
  const { unit, size } = fitting ?? { unit: 'second' as const, size: SECOND };
  return relativeFormat(locale, 'always').format(Math.trunc(distance / size), unit);
}

/** An instant as the wall clock of `zone` shows it, to the minute and with its offset, such as "Mar 29, 2026, 03:00 GMT+2". Throws AppError `bad_input` for an unknown zone. */
export function formatInstant(date: Date, zone: string, locale = 'en'): string {
  checkZone(zone);
  return instantFormat(locale, zone).format(date);
}

/**
 * A name from outside (a table, a file, a line of a log) made safe for one line of a terminal: whatever could move the cursor, start
 * a new line, reverse the reading direction or be invisible is shown as its code, such as `\u{1b}`. For showing only: not reversible.
 */
export function printable(text: string): string {
  const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
  return text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function decimal(value: number, digits: 0 | 1, locale: string): string {
  return decimalFormat(locale, digits).format(value);
}

// Intl formatters are slow to make and quick to use, and lists format thousands of values.
const decimalFormat = remembered(
  (locale: string, digits: 0 | 1) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }),
);
const relativeFormat = remembered(
  (locale: string, numeric: 'auto' | 'always') => new Intl.RelativeTimeFormat(locale, { numeric }),
);
const instantFormat = remembered(
  (locale: string, timeZone: string) =>
    new Intl.DateTimeFormat(locale, {
      timeZone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'shortOffset',
    }),
);

function remembered<Option extends string | number, Formatter>(make: (locale: string, option: Option) => Formatter) {
  const made = new Map<string, Formatter>();
  return (locale: string, option: Option): Formatter => {
    const key = `${locale} ${option}`;
    const formatter = made.get(key) ?? make(locale, option);
    made.set(key, formatter);
    return formatter;
  };
}
