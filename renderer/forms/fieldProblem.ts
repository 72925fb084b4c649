import { useTranslation } from 'react-i18next';

import { AppError } from '../../shared/errors.ts';
import type { en } from '../i18n/en.ts';

/** What is wrong with one field: words of the screens, or what the core says. */
export type FieldProblem = keyof (typeof en)['field'] | AppError;
export type FieldProblems<Fields> = { readonly [Name in keyof Fields]?: FieldProblem | undefined };

/** Tells what is wrong with a field; that it is empty, only after somebody tried to go on. */
export function useFieldProblem(attempted: boolean): (problem: FieldProblem | undefined) => string | null {
  const { t } = useTranslation();
  return (problem) => {
    if (problem === undefined || (problem === 'required' && !attempted)) return null;
    return problem instanceof AppError ? `${problem.message} ${problem.nextStep}` : t(`field.${problem}`);
  };
}

/** The error that a check throws, if it throws one. */
export function problemOf(check: () => unknown): AppError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return AppError.from(error);
  }
}
