import type { CallName, CallOutput, ParsedInput } from '../../shared/contract.ts';
import type { Context } from '../runs/context.ts';

export type Handler<Name extends CallName> = (
  context: Context,
  input: ParsedInput<Name>,
  signal: AbortSignal,
) => Promise<CallOutput<Name>> | CallOutput<Name>;

export type Handlers<Names extends CallName = CallName> = { readonly [Name in Names]: Handler<Name> };
