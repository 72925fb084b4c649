import { type GroupSpec, list, option } from '../command.ts';

export const channelSpecs: GroupSpec = {
  name: 'channel',
  about: 'where messages go',
  commands: [
    {
      usage: 'add <name>',
      about: 'send alerts by mail or to an address, or call a dead man’s switch after each backup',
      examples: [
        'lifeboat channel add ops --email ops@example.org --smtp smtp://lifeboat@mail.example.org:587 --password-stdin',
        'lifeboat channel add hook --webhook https://example.org/lifeboat --secret-env HOOK_KEY',
        'lifeboat channel add chat --webhook https://hooks.slack.com/services/… --slack',
        'lifeboat channel add switch --ping https://hc-ping.com/…',
      ],
      options: [
        list('--email <addresses...>', 'whom to send mail to'),
        option('--smtp <url>', 'smtp://user@host:port (STARTTLS is demanded; ?tls=none for none), or smtps:// for TLS'),
        option('--from <address>', 'the sender (the user, or else the first recipient)'),
        option('--password-env <variable>', 'the password is in this variable; it is stored encrypted now'),
        option('--password-stdin', 'read the password from standard input now'),
        option('--webhook <url>', 'post each message there as JSON'),
        option('--slack', 'in the form that Slack and those like it show'),
        option('--secret-env <variable>', 'the key that signs is in this variable; it is stored encrypted now'),
        option('--secret-stdin', 'read the key that signs from standard input now'),
        option('--ping <url>', 'call it after each good backup, and /fail below it after each failed one'),
        option('--allow-private', 'the address may be on this machine or in a private network'),
      ],
      load: async () => (await import('../commands/channelAdd.ts')).add,
    },
    {
      usage: 'list',
      about: 'every channel, and whether it works',
      examples: ['lifeboat channel list'],
      load: async () => (await import('../commands/channels.ts')).list,
    },
    {
      usage: 'test <name>',
      about: 'send a message now, and say whether it was taken',
      examples: ['lifeboat channel test ops'],
      load: async () => (await import('../commands/channels.ts')).test,
    },
    {
      usage: 'remove <name>',
      about: 'forget a channel and its secret',
      examples: ['lifeboat channel remove ops'],
      load: async () => (await import('../commands/channels.ts')).remove,
    },
  ],
};
