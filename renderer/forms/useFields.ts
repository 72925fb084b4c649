import { type FormEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type FieldProblems, useFieldProblem } from './fieldProblem.ts';

/**
 * What is typed into a form, checked at each change. `attempt` goes on when every field is right, and otherwise goes to the first that
 * is not; nothing that was typed is lost.
 */
export function useFields<Fields extends object>(first: Fields, check: (fields: Fields) => FieldProblems<Fields>) {
  const [fields, setFields] = useState(first);
  const [attempted, setAttempted] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const tell = useFieldProblem(attempted);
  const problems = check(fields);
  const right = Object.values(problems).every((problem) => problem === undefined);
  return {
    fields,
    right,
    /** Somebody tried to go on while something was wrong. */
    tried: attempted,
    form,
    change: (change: Partial<Fields>) => setFields((before) => ({ ...before, ...change })),
    errorOf: (name: keyof Fields) => tell(problems[name]),
    attempt: (goOn: () => void) => (event?: FormEvent) => {
      event?.preventDefault();
      if (right) return goOn();
      flushSync(() => setAttempted(true));
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    },
  };
}
