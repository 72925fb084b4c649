import { AppError } from '../../shared/errors.ts';
import type { Context } from './context.ts';
import { evaluateAlerts } from './evaluateAlerts.ts';
import { sendDue } from './sendMessages.ts';

/**
 * Looks for what has changed, and sends what is due. Never throws: that nothing can be told is logged, and must not stop what was to be told.
 */
export async function lookAndTell(context: Context, signal: AbortSignal): Promise<void> {
  try {
    await evaluateAlerts(context);
    await sendDue(context, signal);
  } catch (error) {
    if (signal.aborted) return;
    context.ports.logger.log('error', 'alerts.failed', { error: AppError.from(error).toJSON() });
  }
}
