export const charts = {
  charts: {
    showHistory: 'Show history',
    hideHistory: 'Hide history',
    noHistory: 'There is no good backup yet; its size and duration appear here.',
    oneBackup: 'One good backup so far, {{when}}: {{size}}, took {{duration}}. Two make a chart.',
    size: 'Size on disk',
    duration: 'Time taken',
    course_one: 'One backup on {{from}}: {{last}}.',
    course_other:
      '{{count}} backups from {{from}} to {{until}}: between {{lowest}} and {{highest}}, the last one {{last}}.',
    showTable: 'Show as a table',
    hideTable: 'Hide the table',
    table: 'Size and time taken of each backup',
    taken: 'Taken',
    showForecast: 'Show forecast',
    hideForecast: 'Hide forecast',
    forecast: 'Space that the backups take',
    takenSoFar: 'Taken so far',
    coming: 'At this rate',
    diskFull: 'Disk full',
    noForecast: 'The backups take {{now}}. They do not grow, or there are too few yet to tell how fast.',
    full: 'The backups take {{now}} and grow by {{perDay}} a day. At this rate the disk is full on {{day}}. A plan that deletes as much as it adds counts as constant.',
    neverFull:
      'The backups take {{now}} and grow by {{perDay}} a day. At this rate the disk is not filled. A plan that deletes as much as it adds counts as constant.',
  },
};
