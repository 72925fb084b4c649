import type { z } from 'zod';
import { type CallInput, type CallName, type CallOutput, calls, type ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { CoreEvent } from '../../shared/events.ts';
import { damageBehind } from '../catalog/open.ts';
import type { Context } from '../runs/context.ts';
import { alertHandlers } from './alerts.ts';
import { auditHandlers } from './audit.ts';
import { noteDone, noteFailed } from './audited.ts';
import { backupHandlers } from './backups.ts';
import { catalogHandlers } from './catalog.ts';
import { channelHandlers } from './channels.ts';
import { connectionHandlers } from './connections.ts';
import { desktopHandlers } from './desktop.ts';
import { diskHandlers } from './disks.ts';
import { drillHandlers } from './drills.ts';
import { doctorHandlers } from './doctor.ts';
import type { Handler, Handlers } from './handlers.ts';
import { metricsHandlers } from './metrics.ts';
import { keyHandlers } from './keys.ts';
import { overviewHandlers } from './overview.ts';
import { planHandlers } from './plans.ts';
import { reencryptionHandlers } from './reencryption.ts';
import { replaceHandlers } from './replace.ts';
import { restoreHandlers } from './restores.ts';
import { runHandlers } from './runs.ts';
import { signingHandlers } from './signing.ts';
import { settingsHandlers } from './settings.ts';
import { statusHandlers } from './status.ts';

const handlers: Handlers = {
  ...doctorHandlers,
  ...connectionHandlers,
  ...planHandlers,
  ...backupHandlers,
  ...catalogHandlers,
  ...runHandlers,
  ...restoreHandlers,
  ...replaceHandlers,
  ...drillHandlers,
  ...keyHandlers,
  ...reencryptionHandlers,
  ...overviewHandlers,
  ...alertHandlers,
  ...diskHandlers,
  ...channelHandlers,
  ...settingsHandlers,
  ...signingHandlers,
  ...desktopHandlers,
  ...statusHandlers,
  ...metricsHandlers,
  ...auditHandlers,
};

/** Calls that change what others look at, and what that is; runs tell their own story. */
const CHANGES: { readonly [Name in CallName]?: Extract<CoreEvent, { type: 'changed' }>['what'] } = {
  'connections.add': 'connections',
  'connections.change': 'connections',
  'connections.remove': 'connections',
  'plans.add': 'plans',
  'plans.change': 'plans',
  'plans.pause': 'plans',
  'plans.resume': 'plans',
  'plans.remove': 'plans',
  'backups.pin': 'backups',
  'backups.unpin': 'backups',
  'keys.create': 'keys',
  'keys.recovery': 'keys',
  'keys.import': 'keys',
  'catalog.rebuild': 'catalog',
  'signing.trust': 'backups',
  'restores.forget': 'catalog',
  'channels.add': 'channels',
  'channels.change': 'channels',
  'channels.remove': 'channels',
  'alerts.ack': 'alerts',
  'alerts.configure': 'alerts',
  'settings.set': 'settings',
  'desktop.set': 'settings',
};

/**
 * The one way in, for every host: validates the input, calls the handler, writes into the audit log what was changed or refused, and
 * validates the answer.
 * @throws AppError, always: `unknown_call`, `bad_input`, or what the handler found.
 */
export async function dispatch<Name extends CallName>(
  context: Context,
  name: Name,
  input: CallInput<Name>,
  signal: AbortSignal,
): Promise<CallOutput<Name>> {
  if (!Object.hasOwn(calls, name))
    throw new AppError(
      'unknown_call',
      `There is no call ${JSON.stringify(name)}.`,
      'Use a call of this version of Lifeboat.',
    );
  const parsed = calls[name].input.safeParse(input);
  if (!parsed.success) throw badInput(parsed.error);
  const order = parsed.data as ParsedInput<Name>;
  try {
    const handler = handlers[name] as unknown as Handler<Name>;
    const answer = await handler(context, order, signal);
    noteDone(context, name, order, answer);
    const what = CHANGES[name];
    if (what) context.emit({ type: 'changed', what });
    return calls[name].output.parse(answer) as CallOutput<Name>;
  } catch (error) {
    const told = damageBehind(error, context.config.catalogFile) ?? AppError.from(error);
    noteFailed(context, name, order, told);
    throw told;
  }
}

function badInput(error: z.ZodError): AppError {
  const issues = error.issues.map((issue) =>
    issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message,
  );
  return new AppError('bad_input', `The input is not valid: ${issues.join('; ')}.`, 'Correct it; nothing was done.');
}
