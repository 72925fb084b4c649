import { backupStates } from '../../../../shared/model/backup.ts';
import { type CommandSpec, choice, list, option, wholeNumber } from '../command.ts';

export const backupSpecs: readonly CommandSpec[] = [
  {
    usage: 'backup [plan]',
    about: "take a backup now; without a plan, of the environment's or the only one",
    examples: ['lifeboat backup nightly'],
    load: async () => (await import('../commands/backup.ts')).backup,
  },
  {
    usage: 'backups',
    about: 'list the backups, newest first',
    examples: ['lifeboat backups --plan nightly --limit 10'],
    options: [
      option('--plan <plan>', 'only those of this plan'),
      choice('--state <state>', 'only those in this state', backupStates),
      option('--search <text>', 'only those whose id, plan, database or file has this text'),
      option('--limit <count>', 'at most so many (50)', wholeNumber),
    ],
    load: async () => (await import('../commands/history.ts')).backups,
  },
  {
    usage: 'show <backup>',
    about: 'one backup, its contents and its proofs',
    examples: ['lifeboat show latest', 'lifeboat show 3f2a9c01'],
    load: async () => (await import('../commands/history.ts')).show,
  },
  {
    usage: 'verify [backup]',
    about: 'prove that a backup is whole',
    examples: ['lifeboat verify latest', 'lifeboat verify --all --level checksum'],
    options: [
      option('--all', 'every backup'),
      choice('--level <level>', 'how far: its hashes, every byte decoded, or restored by a drill (decoded)', [
        'checksum',
        'decoded',
        'restored',
      ]),
    ],
    load: async () => (await import('../commands/verify.ts')).verify,
  },
  {
    usage: 'drill <backup>',
    about: 'rehearse a restore in a throwaway cluster, compare, and measure how long it takes',
    examples: ['lifeboat drill latest', 'lifeboat drill 3f2a9c01 --on staging'],
    options: [option('--on <connection>', 'in a scratch database on this server instead')],
    load: async () => (await import('../commands/drill.ts')).drill,
  },
  {
    usage: 'restore <backup>',
    about: 'restore into a new database, then compare it with the backup',
    examples: [
      'lifeboat restore latest --to-new shop_restored',
      'lifeboat restore latest --to-new orders_only --table public.orders',
    ],
    options: [
      option('--to-new <name>', 'the database to make'),
      option('--into <name>', 'with --only data: a database whose tables exist and are empty'),
      option('--on <connection>', "another server than the backup's own"),
      list('--schema <schemas...>', 'only these schemas, with what they need'),
      list('--table <tables...>', 'only these tables, such as public.orders, with what they need'),
      choice('--only <part>', 'only the schema, or only the data', ['schema', 'data']),
      option('--jobs <count>', 'how many parallel processes', wholeNumber),
      option('--no-owner', 'everything belongs to the restoring role'),
      option('--no-tablespaces', 'everything goes into the default tablespace'),
      option('--salvage', 'take what can still be read of a damaged backup'),
      list('--skip-extension <names...>', 'do without these extensions and all that needs them'),
    ],
    load: async () => (await import('../commands/restore.ts')).restore,
  },
  {
    usage: 'prune [plan]',
    about: 'delete the backups that the retention rules no longer keep',
    examples: ['lifeboat prune nightly --dry-run'],
    options: [option('--dry-run', 'only say what would be deleted')],
    load: async () => (await import('../commands/prune.ts')).prune,
  },
  {
    usage: 'pin <backup>',
    about: 'keep a backup whatever the retention rules say',
    examples: ['lifeboat pin latest'],
    load: async () => (await import('../commands/pins.ts')).pin,
  },
  {
    usage: 'unpin <backup>',
    about: 'leave a backup to the retention rules again',
    examples: ['lifeboat unpin 3f2a9c01'],
    load: async () => (await import('../commands/pins.ts')).unpin,
  },
  {
    usage: 'delete <backup>',
    about: 'delete one backup',
    examples: ['lifeboat delete 3f2a9c01 --confirm 3f2a9c01'],
    options: [option('--confirm <id>', 'its id once more')],
    load: async () => (await import('../commands/pins.ts')).remove,
  },
];
