import { keyForms } from '../../../../shared/model/encryption.ts';
import { choice, type GroupSpec, option } from '../command.ts';

const form = () => choice('--form <form>', 'hybrid withstands quantum computers (x25519)', keyForms);

export const keySpecs: GroupSpec = {
  name: 'key',
  about: 'what backups are encrypted for, and the kit that opens them without this machine',
  commands: [
    {
      usage: 'create',
      about: 'make a key of this machine',
      examples: ['lifeboat key create', 'lifeboat key create --form hybrid --rotate'],
      options: [
        form(),
        option('--rotate', 'put it in the place of the one there is, which goes on opening older backups'),
      ],
      load: async () => (await import('../commands/keys.ts')).create,
    },
    {
      usage: 'show',
      about: 'every key: its recipient, its age, and whether its kit was proved',
      examples: ['lifeboat key show'],
      load: async () => (await import('../commands/keys.ts')).show,
    },
    {
      usage: 'recovery',
      about: 'make a recovery kit: a text and a page to print, to be kept somewhere else',
      examples: ['lifeboat key recovery --out /media/usb/kit.txt'],
      options: [form(), option('--out <file>', 'the text; the page goes beside it. Neither may exist')],
      load: async () => (await import('../commands/keys.ts')).recovery,
    },
    {
      usage: 'import <file>',
      about: 'take in the keys of a recovery kit or an age key file, to open backups with',
      examples: ['lifeboat key import /media/usb/kit.txt'],
      load: async () => (await import('../commands/keys.ts')).take,
    },
    {
      usage: 'trust <key>',
      about: 'believe the manifests that another machine signed; its recovery kit has the key',
      examples: ['lifeboat key trust Xb2pC0Zx0kq1r0p7Qm2s0c0m8mK5T1u7Jw4o3n9yFhE='],
      load: async () => (await import('../commands/keyTrust.ts')).keyTrust,
    },
  ],
};
