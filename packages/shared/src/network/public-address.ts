import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 that is nobody's on the Internet (IANA special-purpose registry), and what only looks like a host. */
const closed4: readonly (readonly [string, number])[] = [
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
	['224.0.0.0', 4],
	['240.0.0.0', 4],
];
/** Parts of 2000::/3 that carry an IPv4 address, or are for documentation and benchmarks. */
const closed6: readonly (readonly [string, number])[] = [
	['2001::', 23],
	['2001:db8::', 32],
	['2002::', 16],
	['3fff::', 20],
];

const private4 = new BlockList();
for (const [net, prefix] of closed4) private4.addSubnet(net, prefix, 'ipv4');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const special6 = new BlockList();
for (const [net, prefix] of closed6) special6.addSubnet(net, prefix, 'ipv6');

const inside4 = new BlockList();
for (const [net, prefix] of [
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
] as const)
	inside4.addSubnet(net, prefix, 'ipv4');
const inside6 = new BlockList();
inside6.addSubnet('fc00::', 7, 'ipv6');

/** Whether an address is one of a private network: not this machine, and not what serves it alone (link-local). */
export function isPrivateAddress(address: string): boolean {
	if (isIPv4(address)) return inside4.check(address, 'ipv4');
	// A cloud's metadata service has an address of this range.
	return isIPv6(address) && !address.startsWith('fd00:ec2:') && inside6.check(address, 'ipv6');
}

/**
 * Whether an address is one of the public Internet. Loopback, private, link-local (a cloud's metadata service), shared
 * and multicast ranges are not, nor is IPv6 outside 2000::/3, which leaves out every mapped and translated form.
 */
export function isPublicAddress(address: string): boolean {
	if (isIPv4(address)) return !private4.check(address, 'ipv4');
	if (!isIPv6(address) || address.includes('%')) return false;
	return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}
