import { existsSync } from 'node:fs';
import { type Connection, isLocalHost } from '../../shared/model/connection.ts';
import { diskSpace } from '../storage/space.ts';

/** Free bytes where a server keeps its data; null where that is on another machine, in a container, or not to be seen. */
export async function freeBytesOfServer(
  connection: Pick<Connection, 'host'>,
  dataDirectory: string | null,
): Promise<number | null> {
  if (dataDirectory === null || !isLocalHost(connection.host) || !existsSync(dataDirectory)) return null;
  return (await diskSpace(dataDirectory).catch(() => null))?.freeBytes ?? null;
}
