/** What the test asks of this process, as of the real Electron: a function as text, and its argument. */
interface Question {
  readonly id: number;
  readonly source: string;
  readonly argument: unknown;
}

export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/** Lets the process that started this one call functions in it. */
export function answerEvaluations(electron: object): void {
  process.on('message', ({ id, source, argument }: Question) => {
    void evaluate(electron, source, argument).then(
      (value) => reply({ id, value }),
      (error: unknown) => reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

async function evaluate(electron: object, source: string, argument: unknown): Promise<unknown> {
  // oxlint-disable-next-line typescript/no-implied-eval -- the test's own function, sent as text
  const call = new Function('electron', 'argument', `return (${source})(electron, argument)`) as (
    electron: object,
    argument: unknown,
  ) => unknown;
  return call(electron, argument);
}

function reply(message: Reply): void {
  process.send?.(message);
}
