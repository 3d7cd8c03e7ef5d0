import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import test from 'ava';
import { parseHostRule, type HostRule } from '../../src/core/hosts.ts';
import { isPublicAddress } from '@aegis/shared/network';
import { startTestProxy } from '../helpers/proxy.ts';

/** A server that stands for a registry, and a name service in which everything is where a test says. */
async function startHost() {
	const server = createServer((_, response) => response.end('from the registry'));
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	const dialled: string[] = [];
	return {
		dialled,
		dial: (address: string, asked: number) => {
			dialled.push(`${address}:${asked}`);
			return connect({ host: '127.0.0.1', port });
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}

/** What a client of the proxy hears after it asked for a tunnel and spoke HTTP through it. */
function tunnel(url: string, bearer: string | null, target: string): Promise<string> {
	const { port } = new URL(url);
	const socket = connect({ host: '127.0.0.1', port: Number(port) });
	const basic = bearer === null ? '' : `Proxy-Authorization: Basic ${btoa(`run:${bearer}`)}\r\n`;
	socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${basic}\r\n`);
	return new Promise((resolve) => {
		let text = '';
		socket.setEncoding('utf8').on('data', (chunk: string) => {
			if (text === '' && chunk.startsWith('HTTP/1.1 200')) {
				socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
			}
			text += chunk;
		});
		socket.on('error', () => {});
		socket.on('close', () => resolve(text));
	});
}

const rules = (...names: string[]): HostRule[] => names.map(parseHostRule) as HostRule[];

test('a listed host is reached, at the address that was looked up once', async (t) => {
	await using host = await startHost();
	let lookups = 0;
	const resolve = (): Promise<string[]> =>
		Promise.resolve(++lookups === 1 ? ['93.184.216.34'] : ['127.0.0.1']);
	await using run = await startTestProxy('http://127.0.0.1:1', {
		hosts: rules('packages.example.org'),
		resolve,
		dial: host.dial,
	});

	const heard = await tunnel(run.url, run.bearer, 'packages.example.org:443');

	t.regex(heard, /^HTTP\/1\.1 200 [\s\S]*from the registry/);
	t.deepEqual(host.dialled, ['93.184.216.34:443']);
	t.is(lookups, 1);
	t.deepEqual(run.refused, []);
});

test('other hosts and ports are refused by name and noted, and with an empty list all are', async (t) => {
	await using host = await startHost();
	const resolve = (): Promise<string[]> => Promise.resolve(['93.184.216.34']);
	await using run = await startTestProxy('http://127.0.0.1:1', {
		hosts: rules('a.test'),
		resolve,
		dial: host.dial,
	});
	await using none = await startTestProxy('http://127.0.0.1:1', { hosts: [], resolve, dial: host.dial });

	for (const target of ['evil.test:443', 'a.test:22', '93.184.216.34:443', '[::1]:443', 'localhost:443']) {
		t.regex(await tunnel(run.url, run.bearer, target), /^HTTP\/1\.1 403 /, target);
	}
	t.regex(await tunnel(none.url, none.bearer, 'a.test:443'), /^HTTP\/1\.1 403 /);
	t.deepEqual(run.refused.at(0), { host: 'evil.test', port: 443, why: 'not-listed' });
	t.is(run.refused.length, 5);
	t.deepEqual(host.dialled, []);
});

test('a listed name that leads to this machine or a private network is refused', async (t) => {
	await using host = await startHost();
	for (const addresses of [
		['127.0.0.1'],
		['169.254.169.254'],
		['::ffff:10.0.0.1'],
		['93.184.216.34', '10.0.0.1'],
	]) {
		await using run = await startTestProxy('http://127.0.0.1:1', {
			hosts: rules('a.test'),
			resolve: () => Promise.resolve(addresses),
			dial: host.dial,
		});
		t.regex(await tunnel(run.url, run.bearer, 'a.test:443'), /^HTTP\/1\.1 403 /, addresses.join());
		t.deepEqual(run.refused, [{ host: 'a.test', port: 443, why: 'not-public' }]);
	}
	t.deepEqual(host.dialled, []);
});

test('a registry of the operator’s own may lie in a private network, never on this machine', async (t) => {
	await using host = await startHost();
	const hosts = rules('private:npm.corp:8443');
	const ask = async (address: string): Promise<string> => {
		const resolve = (): Promise<string[]> => Promise.resolve([address]);
		await using run = await startTestProxy('http://127.0.0.1:1', { hosts, resolve, dial: host.dial });
		return await tunnel(run.url, run.bearer, 'npm.corp:8443');
	};

	t.regex(await ask('10.1.2.3'), /^HTTP\/1\.1 200 /);
	t.regex(await ask('fd12::1'), /^HTTP\/1\.1 200 /);
	for (const address of [
		'127.0.0.1',
		'169.254.169.254',
		'::1',
		'fe80::1',
		'fd00:ec2::254',
		'::ffff:10.0.0.1',
	])
		t.regex(await ask(address), /^HTTP\/1\.1 403 /, address);
});

test('a name that is unknown, and a host that does not answer', async (t) => {
	const dial = () => connect({ host: '127.0.0.1', port: 1 });
	await using lost = await startTestProxy('http://127.0.0.1:1', {
		hosts: rules('a.test'),
		resolve: () => Promise.reject(new Error('ENOTFOUND')),
	});
	await using deaf = await startTestProxy('http://127.0.0.1:1', {
		hosts: rules('a.test'),
		resolve: () => Promise.resolve(['93.184.216.34']),
		dial,
	});

	t.regex(await tunnel(lost.url, lost.bearer, 'a.test:443'), /^HTTP\/1\.1 502 /);
	t.regex(await tunnel(deaf.url, deaf.bearer, 'a.test:443'), /^HTTP\/1\.1 502 /);
	t.is(lost.refused[0]?.why, 'unknown');
	t.is(deaf.refused[0]?.why, 'unreachable');
});

test('nobody without the run’s key gets a tunnel, and plain HTTP goes nowhere', async (t) => {
	await using host = await startHost();
	await using run = await startTestProxy('http://127.0.0.1:1', {
		hosts: rules('a.test'),
		resolve: () => Promise.resolve(['93.184.216.34']),
		dial: host.dial,
	});

	t.regex(await tunnel(run.url, null, 'a.test:443'), /^HTTP\/1\.1 407 /);
	t.regex(await tunnel(run.url, 'guess', 'a.test:443'), /^HTTP\/1\.1 407 /);
	t.regex(await tunnel(run.url, run.bearer, 'nonsense'), /^HTTP\/1\.1 400 /);
	t.deepEqual(host.dialled, []);
});

test('the end of the run ends its tunnels', async (t) => {
	await using host = await startHost();
	const run = await startTestProxy('http://127.0.0.1:1', {
		hosts: rules('a.test'),
		resolve: () => Promise.resolve(['93.184.216.34']),
		dial: host.dial,
	});
	const socket = connect({ host: '127.0.0.1', port: Number(new URL(run.url).port) });
	const closed = new Promise((resolve) => socket.once('close', resolve));
	socket.write(
		`CONNECT a.test:443 HTTP/1.1\r\nProxy-Authorization: Basic ${btoa(`run:${run.bearer}`)}\r\n\r\n`,
	);
	await new Promise((resolve) => socket.once('data', resolve));

	await run[Symbol.asyncDispose]();
	await closed;
	t.pass();
});

test('only addresses of the public Internet are public', (t) => {
	for (const address of ['93.184.216.34', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])
		t.true(isPublicAddress(address), address);
	for (const address of [
		'127.0.0.1',
		'127.9.9.9',
		'0.0.0.0',
		'10.1.2.3',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.1.1',
		'169.254.169.254',
		'100.100.100.200',
		'224.0.0.1',
		'255.255.255.255',
		'::1',
		'::',
		'::ffff:8.8.8.8',
		'::ffff:127.0.0.1',
		'::ffff:7f00:1',
		'64:ff9b::7f00:1',
		'2002:7f00:1::',
		'2001::1',
		'2001:db8::1',
		'fc00::1',
		'fd00:ec2::254',
		'fe80::1',
		'fe80::1%eth0',
		'ff02::1',
		'0177.0.0.1',
		'2130706433',
		'localhost',
		'',
	])
		t.false(isPublicAddress(address), address);
});
