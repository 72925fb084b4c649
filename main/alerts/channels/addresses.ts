import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What is not for everybody on the internet: this machine, its networks, the metadata of clouds, and what is set aside. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // Protocol assignments with Teredo, documentation, and 6to4, which leads to any IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');

/** The only IPv6 addresses that are given to anybody on the internet. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');

/** IPv6 addresses that stand for the IPv4 address in their last 32 bits: IPv4-mapped, and NAT64. */
const EMBEDDING = /^\[(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})\]$/;

/** True for an address, without brackets, that anybody on the internet could mean; false for everything that is none. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  const embedded = EMBEDDING.exec(new URL(`http://[${address}]/`).hostname);
  if (embedded) return isPublicAddress(dotted(embedded[1] ?? '0', embedded[2] ?? '0'));
  return GLOBAL.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

/** Two groups of an IPv6 address as an IPv4 address. */
function dotted(high: string, low: string): string {
  return [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.');
}
