import { trustSigner } from '../runs/trustSigner.ts';
import type { Handlers } from './handlers.ts';

export const signingHandlers: Handlers<'signing.trust'> = {
  'signing.trust': (context, { key }) => trustSigner(context, key),
};
