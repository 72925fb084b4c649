export const alerts = {
  alerts: {
    title: 'Alerts',
    plan: 'Plan',
    allPlans: 'All plans',
    kind: 'What changed',
    allKinds: 'Everything',
    kindOf: {
      failed: 'Failed',
      recovered: 'Recovered',
      missed: 'Missed a slot',
      drill_failed: 'A drill found a fault',
      drill_passed: 'A drill restored it again',
    },
    recovered: 'Backups of this plan succeed again.',
    count_one: 'One change',
    count_other: '{{count}} changes',
    nothingYet:
      'Nothing has changed for better or worse in the last year. The first failure, missed slot or recovery of a plan appears here.',
    none: 'No change fits these filters.',
    clear: 'Clear filters',
    run: 'See the run',
    runOf: 'of {{plan}}, {{when}}',
    truncated: 'Only the newest {{count}} are shown.',
  },
};
