import { saveChannel } from '../../../main/catalog/channels.ts';
import type { Context } from '../../../main/runs/context.ts';
import { channelUrl } from '../../../main/runs/deliver.ts';
import type { ChannelSettings, GivenSettings } from '../../../shared/model/alert.ts';
import { maskAddress } from '../../../shared/webAddress.ts';
import { START } from './values.ts';

/** A channel as it stands in a home, without a secret: what is shown in the catalog, its whole address in the secret store. */
export async function keepChannel(context: Context, name: string, given: GivenSettings): Promise<void> {
  const { url = null } = 'url' in given ? given : {};
  if (url !== null) await context.ports.secrets.set(channelUrl(name), url);
  const settings = { ...given, ...(url !== null && { url: undefined, address: maskAddress(url) }) } as ChannelSettings;
  saveChannel(context.db, { name, settings, origin: 'user', hasSecret: false }, new Date(START));
}
