import { dispatch } from '../../../main/api/dispatch.ts';
import type { Context } from '../../../main/runs/context.ts';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract.ts';

/** Calls as a host does. */
export function caller(context: Context) {
  return <Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> =>
    dispatch(context, name, input, new AbortController().signal);
}
