import type { PlanStatus } from '../../../../shared/contract.ts';
import { printable } from '../../../../shared/format.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { moment, paint, relative } from '../print/text.ts';

const COLOURS = { protected: 'green', overdue: 'yellow', unprotected: 'red', paused: 'yellow' } as const;

export const status: Handler = async (cli) => {
  const answer = await cli.call('status.get', {});
  const { plans } = answer;
  return {
    json: answer,
    exitCode: plans.length > 0 && plans.every((plan) => plan.state === 'protected') ? 0 : 1,
    lines() {
      if (plans.length > 0)
        return [
          ...table(
            ['PLAN', 'STATE', 'PROTECTED UNTIL', 'NEXT', ''],
            plans.map((plan) => row(plan, cli.now)),
          ),
          ...(answer.advisories ?? []).map(({ message, nextStep }) => printable(`${message} ${nextStep}`)),
        ];
      return [
        'Nothing is protected: there is no plan yet.',
        'Make one with `lifeboat plan add`; `lifeboat plan add --help` shows an example.',
      ];
    },
  };
};

function row(plan: PlanStatus, now: Date): string[] {
  return [
    printable(plan.plan),
    paint(COLOURS[plan.state], plan.state),
    plan.protectedUntil === null ? 'never' : moment(plan.protectedUntil, now),
    plan.nextSlot === null ? '–' : relative(plan.nextSlot, now),
    printable(plan.reason ?? ''),
  ];
}
