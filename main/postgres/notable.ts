const SAYS_SOMETHING = /^pg_\w+: (warning|error|fatal|detail|hint|from TOC entry|while )/;
const VERBOSE = /^pg_\w+: /;
const MAX_LINES = 400;

/**
 * Keeps what a PostgreSQL program says beside its running commentary. With `-v` thousands of lines tell the progress; a warning
 * among the first of them must still be there at the end. Memory is bounded.
 */
export function collectNotable(): { add(line: string): void; text(): string } {
  const lines: string[] = [];
  let continues = true;
  return {
    add(line) {
      const notable = SAYS_SOMETHING.test(line) || (continues && !VERBOSE.test(line));
      continues = notable;
      if (notable && lines.length < MAX_LINES) lines.push(line.slice(0, 1000));
    },
    text: () => lines.join('\n'),
  };
}
