import { connectionLabels, sslModes } from '../../../../shared/model/connection.ts';
import { choice, type GroupSpec, list, option, wholeNumber } from '../command.ts';

export const connectionSpecs: GroupSpec = {
  name: 'connection',
  about: 'the servers',
  commands: [
    {
      usage: 'add <name>',
      about: 'describe a server; a password is kept encrypted and never shown',
      examples: [
        'lifeboat connection add main --host db.example.org --user backup --database shop --password-stdin',
        'lifeboat connection add main --url "postgres://backup@db.example.org/shop?sslmode=verify-full" --pgpass',
      ],
      options: [
        option('--url <url>', 'postgres://user@host:port/database?sslmode=…').conflicts([
          'host',
          'port',
          'user',
          'database',
        ]),
        option('--host <host>', 'name, address, or the folder of a Unix socket'),
        option('--port <port>', '(5432)', wholeNumber),
        option('--user <user>', 'the role to log in as'),
        option('--database <name>', 'the database to connect to when none is named (postgres)'),
        choice('--sslmode <mode>', '(verify-full; prefer on this machine)', sslModes),
        option('--sslrootcert <file>', 'certificate of the authority to trust'),
        option('--password-env <variable>', 'read the password from this variable each time'),
        option('--password-stdin', 'read the password from standard input now'),
        option('--pgpass', 'leave the password to ~/.pgpass'),
        choice('--label <label>', 'how careful to be', connectionLabels),
      ],
      load: async () => (await import('../commands/connectionAdd.ts')).add,
    },
    {
      usage: 'list',
      about: 'every server',
      examples: ['lifeboat connection list'],
      load: async () => (await import('../commands/connections.ts')).list,
    },
    {
      usage: 'test <name>',
      about: 'connect, and say what is there and what is missing',
      examples: ['lifeboat connection test main'],
      load: async () => (await import('../commands/connections.ts')).test,
    },
    {
      usage: 'grant-script <name>',
      about: 'SQL for a role that may read everything and change nothing, to back up with',
      examples: [
        'lifeboat connection grant-script main > backup-role.sql',
        'lifeboat connection grant-script main --role backup --database shop',
      ],
      options: [
        option('--role <role>', 'what the role is to be called (lifeboat)'),
        list('--database <names...>', 'only these databases, instead of all'),
      ],
      load: async () => (await import('../commands/connections.ts')).grantScript,
    },
    {
      usage: 'remove <name>',
      about: 'forget a server and its password',
      examples: ['lifeboat connection remove main'],
      load: async () => (await import('../commands/connections.ts')).remove,
    },
  ],
};
