import { drillIntervals } from '../../../../shared/model/drill.ts';
import { archiveFormats, fingerprintModes } from '../../../../shared/model/plan.ts';
import { choice, type GroupSpec, list, option, wholeNumber } from '../command.ts';

export const planSpecs: GroupSpec = {
  name: 'plan',
  about: 'what is backed up, when, and for how long it is kept',
  commands: [
    {
      usage: 'add <name>',
      about: 'make a plan',
      examples: [
        'lifeboat plan add nightly --connection main --database shop --schedule "0 2 * * *" --keep-days 7',
        'lifeboat plan add offsite --connection main --database shop --encrypt --dir /mnt/nas',
        'lifeboat plan add archive --connection main --database shop --schedule none --keep monthly=12,yearly=5',
      ],
      options: [
        option('--connection <name>', 'the server'),
        option('--database <name>', 'the database'),
        option('--schedule <cron>', 'a cron expression, or none for a plan on demand ("0 2 * * *")'),
        option('--zone <zone>', "time zone of the schedule (this machine's)"),
        choice('--format <format>', 'archive format (custom)', archiveFormats),
        choice('--only <part>', 'only the schema, or only the data', ['schema', 'data']),
        option('--compression <choice>', 'auto, none, gzip:N or zstd:N (auto)'),
        option('--jobs <count>', 'parallel dump processes, with the directory format (1)', wholeNumber),
        choice('--fingerprint <mode>', 'how much of the data is fingerprinted (auto)', fingerprintModes),
        option('--keep-days <days>', 'keep what is younger than so many days (7)', wholeNumber),
        option('--keep <rules>', 'rules such as last=3,daily=7,weekly=4,monthly=12,yearly=5'),
        choice('--drill <interval>', 'how often a restore is rehearsed (week)', drillIntervals),
        option('--dir <dir>', 'the folder for its backups'),
        option('--encrypt', 'encrypt its backups for this machine and the recovery key (age)'),
        list('--encrypt-to <recipient...>', 'and for these recipients'),
        option('--post-quantum', 'with keys that withstand quantum computers'),
        option('--encrypt-passphrase-env <variable>', 'encrypt with a passphrase instead, read from this variable now'),
        option('--encrypt-passphrase-stdin', 'or from standard input'),
      ],
      load: async () => (await import('../commands/planAdd.ts')).add,
    },
    {
      usage: 'list',
      about: 'every plan',
      examples: ['lifeboat plan list'],
      load: async () => (await import('../commands/plans.ts')).list,
    },
    {
      usage: 'show <name>',
      about: 'one plan: its schedule, its rules, its folder',
      examples: ['lifeboat plan show nightly'],
      load: async () => (await import('../commands/plans.ts')).show,
    },
    {
      usage: 'pause <name>',
      about: 'skip its slots for a while',
      examples: ['lifeboat plan pause nightly', 'lifeboat plan pause nightly --until 2030-01-31T08:00:00Z'],
      options: [option('--until <instant>', 'when it goes on by itself; without this, when resumed')],
      load: async () => (await import('../commands/plans.ts')).pause,
    },
    {
      usage: 'resume <name>',
      about: 'end a pause',
      examples: ['lifeboat plan resume nightly'],
      load: async () => (await import('../commands/plans.ts')).resume,
    },
    {
      usage: 'remove <name>',
      about: 'forget a plan; its backups stay',
      examples: ['lifeboat plan remove nightly'],
      load: async () => (await import('../commands/plans.ts')).remove,
    },
    {
      usage: 'next <name>',
      about: 'the coming slots of a plan',
      examples: ['lifeboat plan next nightly --count 10'],
      options: [option('--count <count>', 'how many (5)', wholeNumber)],
      load: async () => (await import('../commands/plans.ts')).next,
    },
  ],
};
