export const drills = {
  drill: {
    title: 'Drill',
    about:
      'A drill restores this backup in a throwaway place, compares it, and measures how long that takes. Nothing of it stays.',
    start: 'Drill',
    none: 'It has not been rehearsed yet.',
    rto: 'Time to restore',
    notMeasured: 'Not measured yet',
    measured: 'Restored in {{time}}',
    compared: '{{tables}} and {{rows}} compared',
    tables_one: 'one table',
    tables_other: '{{count}} tables',
    rows_one: 'one row',
    rows_other: '{{number}} rows',
    on: 'on {{connection}}',
    state: {
      restored: 'Restored, and equal to the backup',
      different: 'Restored, but it differs',
      damaged: 'The backup is damaged',
      failed: 'It could not be restored',
      untestable: 'Could not be tested here',
    },
    untestable: 'This says nothing about the backup.',
  },
};
