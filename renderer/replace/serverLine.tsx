import { Text } from '@mantine/core';
import { useCall } from '../data/calls.ts';
import { ServerMark } from '../restore/serverMark.tsx';

/** The server of a database that something is about to be done with. */
export function ServerLine({ connection }: { readonly connection: string }) {
  const servers = useCall('connections.list', {}).data?.connections ?? [];
  return (
    <Text component="div">
      <ServerMark server={servers.find(({ name }) => name === connection) ?? { name: connection, label: null }} />
    </Text>
  );
}
