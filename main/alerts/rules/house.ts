import { DAY } from '../../../shared/calendar.ts';
import { type Condition, condition } from '../condition.ts';
import type { Facts } from '../facts.ts';

/** How long somebody who has made a recovery kit has time to try it. */
const KIT_PATIENCE_MS = DAY;

/** What is wrong with Lifeboat's own means: its record, its programs, its channels, its recovery kit. */
export function house(facts: Facts, now: Date): Condition[] {
  return [...catalog(facts), ...tools(facts), ...channels(facts), ...kits(facts, now)];
}

function catalog({ catalogProblems }: Facts): Condition[] {
  const [first] = catalogProblems;
  if (first === undefined) return [];
  return [
    condition({
      rule: 'catalog_damaged',
      subject: 'catalog',
      severity: 'critical',
      message: `The catalog is damaged: ${first}. The backups are not touched by this.`,
      nextStep: 'Run `lifeboat catalog rebuild`.',
    }),
  ];
}

/** The programs that plans really use: those that took their newest backups. */
function tools({ plans }: Facts): Condition[] {
  const unsafe = plans.filter(({ newestGood }) => newestGood !== null && !newestGood.toolIsSafe);
  const byTool = Map.groupBy(unsafe, ({ newestGood }) => newestGood?.tool ?? '');
  return [...byTool].map(([tool, users]) =>
    condition({
      rule: 'unsafe_tool',
      subject: tool,
      severity: 'warning',
      message: `The PostgreSQL ${tool} programs, which back up ${users.map(({ name }) => name).join(', ')}, are older than the safe version (CVE-2026-18408).`,
      nextStep: 'Update them; until then plain SQL backups are not restored.',
    }),
  );
}

function channels({ channels: all }: Facts): Condition[] {
  return all.flatMap(({ name, failing }) =>
    failing === null
      ? []
      : condition({
          rule: 'channel_failing',
          subject: name,
          severity: 'warning',
          message: `Messages do not arrive through the channel ${name}: ${failing}`,
          nextStep: `Correct it, and try it: lifeboat channel test ${name}`,
        }),
  );
}

function kits({ recoveryKeys }: Facts, now: Date): Condition[] {
  return recoveryKeys
    .filter(({ proved, createdAt }) => !proved && now.getTime() - createdAt.getTime() > KIT_PATIENCE_MS)
    .map(({ recipient, createdAt }) =>
      condition({
        rule: 'kit_unproved',
        subject: recipient,
        severity: 'warning',
        message: `The recovery kit of ${createdAt.toISOString().slice(0, 10)} has never been proved: nobody knows whether it opens a backup.`,
        nextStep: 'Drill a backup with the kit alone.',
      }),
    );
}
