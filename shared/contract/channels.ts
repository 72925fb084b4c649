import { z } from 'zod';
import { channel, givenSettings } from '../model/alert.ts';
import { givenName } from '../model/common.ts';
import { byName, nothing } from './shapes.ts';

const channelOrder = z.object({
  name: givenName,
  settings: givenSettings.refine(
    ({ kind }) => kind !== 'desktop',
    'the desktop program shows messages by itself; it needs no channel',
  ),
  /** The password, or the key that signs; kept in the secret store and never returned. Null: there is none any more. */
  secret: z
    .string()
    .min(1)
    .max(1000)
    .regex(/^[^\r\n\0]*$/, 'it cannot hold a line break')
    .nullable()
    .optional(),
});

const channels = z.object({ channels: z.array(channel) });

export const channelCalls = {
  'channels.add': { input: channelOrder, output: channels },
  /** Describes a channel anew. A secret or an address that is left out stays; a password is sent to no other server, though. */
  'channels.change': { input: channelOrder, output: channels },
  'channels.list': { input: nothing, output: channels },
  /** Sends a message now, and answers when it was taken. */
  'channels.test': { input: byName, output: z.object({ channel }) },
  'channels.remove': { input: byName, output: channels },
} as const;
