import type { Problem } from '../../../../shared/contract.ts';
import { paint, sentences } from './text.ts';

const COLOURS = { error: 'red', warning: 'yellow', note: 'gray' } as const;

export function describeProblems(problems: readonly Problem[]): string[] {
  return problems.flatMap(({ severity, message, nextStep }) => {
    const [first = '', ...rest] = sentences(message);
    return [
      `${paint(COLOURS[severity], severity)}: ${first}`,
      ...rest,
      ...sentences(nextStep).map((line) => `  ${line}`),
    ];
  });
}
