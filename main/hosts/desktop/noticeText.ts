import type { Notice } from './notices.ts';
import type { Message } from './notifier.ts';
import type { Words } from './texts/words.ts';

/** What a notice says, and the screen that it leads to. */
export function messageOf({ kind, alert }: Notice, { texts }: Words): Message & { readonly route: string } {
  const { rule, subject, plan, run, message, nextStep } = alert;
  const title = texts.alertTitles[rule][kind](plan ?? subject);
  const route = run !== null ? `/runs/${run}` : rule === 'overdue' ? '/' : '/alerts';
  if (kind === 'opened') return { title, body: `${message} ${nextStep}`, route };
  if (rule === 'failed' || rule === 'overdue') return { title, body: texts.recoveredBody, route: '/' };
  return { title, body: rule === 'drill_failed' ? texts.drillPassedBody : texts.overBody, route };
}
