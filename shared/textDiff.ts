/** Lines of context around what differs. */
const CONTEXT = 3;
/** So many pairs of lines are compared exactly; beyond, all of one text makes way for all of the other. */
const MOST_PAIRS = 4_000_000;

type Line = readonly [sign: '+' | '-' | ' ', text: string];

/** Two texts as one, line by line: `-` what only the first has, `+` what only the second has, `@@` for equal lines left out. */
export function unifiedDiff(before: string, after: string): string {
  const lines = diffLines(before.split('\n'), after.split('\n'));
  const near = new Set<number>();
  for (const [index, [sign]] of lines.entries())
    if (sign !== ' ') for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) near.add(at);
  const shown: string[] = [];
  for (const [index, [sign, text]] of lines.entries()) {
    if (near.has(index)) shown.push(`${sign}${text}`);
    else if (shown.at(-1) !== '@@') shown.push('@@');
  }
  return shown.join('\n');
}

/** Every line of a text after a sign. */
export function signed(sign: '+' | '-', text: string): string {
  return text
    .split('\n')
    .map((line) => `${sign}${line}`)
    .join('\n');
}

function diffLines(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const equal = (text: string): Line => [' ', text];
  return [
    ...before.slice(0, start).map(equal),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(equal),
  ];
}

/** By the longest common subsequence. */
function middle(before: readonly string[], after: readonly string[]): Line[] {
  const removed = (text: string): Line => ['-', text];
  const added = (text: string): Line => ['+', text];
  if (before.length * after.length > MOST_PAIRS) return [...before.map(removed), ...after.map(added)];
  const width = after.length + 1;
  /** At `i * width + j`: how many lines the rest of `before` from i and of `after` from j have in common. */
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      lines.push([' ', old]);
      i += 1;
      j += 1;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(old));
      i += 1;
    } else {
      lines.push(added(fresh ?? ''));
      j += 1;
    }
  }
  return lines;
}
