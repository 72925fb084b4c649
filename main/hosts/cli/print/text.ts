import { styleText } from 'node:util';
import { formatInstant, formatRelative, printable } from '../../../../shared/format.ts';

/** Colours a text where stdout is a terminal that wants it; NO_COLOR is honoured. */
export function paint(colour: Parameters<typeof styleText>[0], text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

/** A text from inside, whose names may come from outside, line by line. */
export function sentences(text: string): string[] {
  return text === '' ? [] : text.split('\n').map(printable);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** An instant as a distance and exactly, in this machine's zone. */
export function moment(instant: string, now: Date): string {
  return `${relative(instant, now)} (${exact(instant)})`;
}

export function relative(instant: string, now: Date): string {
  return formatRelative(new Date(instant), now);
}

export function exact(instant: string, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  return formatInstant(new Date(instant), zone);
}

export const shortId = (id: string): string => id.slice(0, 8);
