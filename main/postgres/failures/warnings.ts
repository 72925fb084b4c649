const MOST_WARNINGS = 50;
const LONGEST_WARNING = 500;

/**
 * The warnings in what a program printed on standard error: each `pg_dump: warning:` or server `WARNING:` with its
 * details and hints as one line, in order, each once, at most 50 of at most 500 characters.
 */
export function parseWarnings(stderr: string): string[] {
  const warnings: string[] = [];
  let open = false;
  let afterDetail = false;
  const add = (separator: string, text: string): void => {
    warnings[warnings.length - 1] = `${warnings.at(-1) ?? ''}${separator}${text}`.slice(0, LONGEST_WARNING);
  };
  for (const line of stderr.split(/\r?\n/)) {
    const start = /^(?:[\w.-]+: warning: +|(?:[\w.-]+: |psql:.*: )?WARNING: +)(.*)$/.exec(line)?.[1];
    const [, kind, more] = /^(?:[\w.-]+: )?(detail|hint|DETAIL|HINT): +(.*)$/.exec(line) ?? [];
    if (start !== undefined) warnings.push(start.slice(0, LONGEST_WARNING));
    else if (open && more !== undefined)
      add(afterDetail && kind === 'detail' ? ', ' : ' ', kind?.toLowerCase() === 'hint' ? `Hint: ${more}` : more);
    else if (open && line !== '' && !/^[\w.-]+: |^[A-Z]+: /.test(line)) add(' ', line.trim());
    else if (more === undefined) open = false;
    if (start !== undefined) open = true;
    afterDetail = kind === 'detail';
  }
  return [...new Set(warnings)].slice(0, MOST_WARNINGS);
}
