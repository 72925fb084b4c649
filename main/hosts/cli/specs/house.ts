import { type CommandSpec, type GroupSpec, list, option, wholeNumber } from '../command.ts';

export const catalogSpecs: GroupSpec = {
  name: 'catalog',
  about: "Lifeboat's own record of plans, runs and backups",
  commands: [
    {
      usage: 'check',
      about: 'is the catalog whole',
      examples: ['lifeboat catalog check'],
      load: async () => (await import('../commands/catalog.ts')).check,
    },
    {
      usage: 'rebuild',
      about: 'read the manifests beside the backups and make the catalog say the same',
      examples: ['lifeboat catalog rebuild --dir /srv/backups'],
      options: [list('--dir <dirs...>', 'more folders to look in')],
      load: async () => (await import('../commands/catalog.ts')).rebuild,
    },
    {
      usage: 'copy <file>',
      about: 'a safe copy of the catalog, also while it is in use',
      examples: ['lifeboat catalog copy catalog-copy.db'],
      load: async () => (await import('../commands/catalog.ts')).copy,
    },
  ],
};

export const houseSpecs: readonly CommandSpec[] = [
  {
    usage: 'status',
    about: 'until when each plan is protected; exit code 1 if one is not',
    examples: ['lifeboat status', 'lifeboat status --json'],
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    usage: 'doctor',
    about: 'client programs, connections, rights, space and catalog',
    examples: ['lifeboat doctor'],
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    usage: 'runs',
    about: 'what ran, newest first',
    examples: ['lifeboat runs --limit 10'],
    options: [option('--limit <count>', 'at most so many (50)', wholeNumber)],
    load: async () => (await import('../commands/runs.ts')).runs,
  },
  {
    usage: 'log <run>',
    about: 'the log of one run',
    examples: ['lifeboat log 8c1d2e3f'],
    load: async () => (await import('../commands/runs.ts')).log,
  },
  {
    usage: 'schedule',
    about: 'run the schedule in the foreground until stopped',
    examples: ['lifeboat schedule'],
    load: async () => (await import('../commands/schedule.ts')).schedule,
  },
  {
    usage: 'serve',
    about: 'the screens in a browser of this machine, and the schedule, until stopped',
    examples: ['lifeboat serve', 'lifeboat serve --port 8420 --open'],
    options: [
      option('--port <port>', 'listen here instead of on a free port', wholeNumber),
      option('--open', 'open the browser'),
      option('--drain', 'when stopped, let running backups end instead of cancelling them'),
    ],
    load: async () => (await import('../commands/serve.ts')).serve,
  },
  {
    usage: 'demo',
    about: 'a throwaway server with sample data: backup, verify, restore and compare; then the screens on it',
    examples: ['lifeboat demo --open', 'lifeboat demo --once --json'],
    options: [
      option('--open', 'open the browser'),
      option('--once', 'clear up and end after the report, without screens').conflicts('open'),
    ],
    load: async () => (await import('../commands/demo.ts')).demo,
  },
];
