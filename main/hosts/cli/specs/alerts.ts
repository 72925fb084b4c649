import { type GroupSpec, option } from '../command.ts';

export const alertSpecs: GroupSpec = {
  name: 'alerts',
  about: 'what is wrong now, since when, and what to do about it',
  alone: {
    usage: 'alerts',
    about: 'what is wrong now',
    examples: ['lifeboat alerts', 'lifeboat alerts --all --json'],
    options: [option('--all', 'also what is over')],
    load: async () => (await import('../commands/alerts.ts')).alerts,
  },
  commands: [
    {
      usage: 'ack <alert>',
      about: 'say that somebody has seen it; that it is over is told all the same',
      examples: ['lifeboat alerts ack 3f2a9c01'],
      load: async () => (await import('../commands/alerts.ts')).ack,
    },
    {
      usage: 'configure',
      about: 'quiet hours, the weekly digest, and from when on something counts; shows them when nothing is given',
      examples: [
        'lifeboat alerts configure --quiet-hours 22:00-07:00 --digest "monday 8"',
        'lifeboat alerts configure --plan nightly --overdue-hours 50',
        'lifeboat alerts configure --quiet-hours none --digest none',
      ],
      options: [
        option('--quiet-hours <hours>', 'such as 22:00-07:00: warnings wait until their end; or none'),
        option('--digest <time>', 'the week in one message, such as "monday 8"; or none'),
        option('--zone <zone>', "time zone of both (this machine's)"),
        option('--plan <plan>', 'the thresholds are for this plan; without this, for all that have none of their own'),
        option('--overdue-hours <hours>', 'hours without a good backup; auto for the interval of the schedule and two'),
        option('--size-percent <percent>', 'how far a size may be from what is usual', Number),
        option('--duration-times <times>', 'how many times as long as usual a backup may take', Number),
        option('--rows-percent <percent>', 'how much of its rows a table may lose', Number),
        option('--reset', 'the thresholds are the ordinary ones again'),
      ],
      load: async () => (await import('../commands/alertsConfigure.ts')).configure,
    },
  ],
};
