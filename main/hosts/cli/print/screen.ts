import { sentences } from './text.ts';

/** stderr, shared by a bar that redraws in place and by the lines that come between. */
export interface Screen {
  readonly quiet: boolean;
  /** True where a bar can be drawn. */
  readonly live: boolean;
  readonly width: number;
  /** Progress and notes: nothing when quiet. */
  note(text: string): void;
  /** Said even when quiet. */
  warn(text: string): void;
  /** Replaces the bar. */
  draw(bar: string): void;
  clear(): void;
}

const CLEAR_LINE = '\r\u001B[2K';

export function createScreen(quiet: boolean): Screen {
  const { stderr } = process;
  const live = stderr.isTTY && !quiet;
  let drawn = '';
  const write = (text: string) => {
    const bar = drawn;
    if (bar !== '') stderr.write(CLEAR_LINE);
    for (const line of sentences(text)) stderr.write(`${line}\n`);
    if (bar !== '') stderr.write(bar);
  };
  return {
    quiet,
    live,
    get width() {
      return stderr.columns || 80;
    },
    note(text) {
      if (!quiet) write(text);
    },
    warn: (text) => write(`warning: ${text}`),
    draw(bar) {
      if (!live) return;
      drawn = bar;
      stderr.write(CLEAR_LINE + bar);
    },
    clear() {
      if (drawn === '') return;
      drawn = '';
      stderr.write(CLEAR_LINE);
    },
  };
}
