import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './public-address.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What is no host: this one by another name, what serves it alone (a cloud's metadata service), many at once. */
const nobody = new BlockList();
nobody.addSubnet('0.0.0.0', 8, 'ipv4');
nobody.addSubnet('169.254.0.0', 16, 'ipv4');
nobody.addSubnet('224.0.0.0', 3, 'ipv4');
nobody.addAddress('::', 'ipv6');
nobody.addSubnet('fe80::', 10, 'ipv6');
nobody.addSubnet('ff00::', 8, 'ipv6');
nobody.addSubnet('fd00:ec2::', 32, 'ipv6');

/**
 * Why a token is not sent to this address of a board; null where it may be. HTTPS goes to any host; plain HTTP to this
 * machine and to private networks alone, where the local board is.
 */
export function findBoardUrlFlaw(text: string): string | null {
	const url = URL.parse(text);
	if (url === null || !/^https?:$/.test(url.protocol)) return 'it is no http or https address';
	if (url.username !== '' || url.password !== '') return 'it holds a user name or a password';
	const host = hostOf(url);
	if (isIP(host) !== 0 && !mayConnect(url, host)) return `${host} is not the address of a board`;
	if (url.protocol === 'http:' && isIP(host) === 0 && !isLoopbackName(host) && isPublicName(host))
		return 'it is not https, and the token would be sent in the clear';
	return null;
}

/** Whether a board's name may stand for this address: a name of elsewhere must not lead to this machine. */
export function mayConnect(url: URL, address: string): boolean {
	const plain = unmapped(address);
	const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
	if (isIP(plain) === 0 || nobody.check(plain, family)) return false;
	const host = hostOf(url);
	const here = loopback.check(plain, family);
	if (isLoopbackName(host) || (isIP(host) !== 0 && loopback.check(host, isIPv4(host) ? 'ipv4' : 'ipv6')))
		return here;
	return !here && (url.protocol === 'https:' || isPrivateAddress(plain));
}

/** Node's own code for a name that leads nowhere; none of this installation's. */
const unresolved = 'ENOTFOUND';

/** Looks a board's name up and gives only what may be connected to, which is then what is connected to. */
export function lookupBoard(baseUrl: string): LookupFunction {
	const url = new URL(baseUrl);
	return (hostname, options, callback) => {
		lookup(hostname, { ...options, all: true }, (error, addresses) => {
			if (error !== null) return callback(error, '', 0);
			const allowed = addresses.filter(({ address }) => mayConnect(url, address));
			const [first] = allowed;
			if (first === undefined) {
				const refused = `${hostname} leads to ${addresses[0]?.address ?? 'nothing'}, which is not connected to`;
				return callback(Object.assign(new Error(refused), { code: unresolved }), '', 0);
			}
			if (options.all === true) callback(null, allowed);
			else callback(null, first.address, first.family);
		});
	};
}

function hostOf(url: URL): string {
	return unmapped(url.hostname.replace(/^\[|\]$/g, ''));
}

/** An IPv4 address in IPv6's clothes, in the form a URL gives it, is that address. */
function unmapped(address: string): string {
	const [, high = '', low = ''] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? [];
	if (high === '') return address.replace(/^::ffff:(?=\d+\.)/i, '');
	const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
	return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

function isLoopbackName(host: string): boolean {
	return host === 'localhost' || host.endsWith('.localhost');
}

/** Names without a dot, and those of private use, are of a network of one's own: a container's, a company's. */
function isPublicName(host: string): boolean {
	return host.includes('.') && !/\.(internal|local|lan|home\.arpa|test)$/i.test(host);
}
