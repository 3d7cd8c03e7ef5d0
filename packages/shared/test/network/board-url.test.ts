import { promisify } from 'node:util';
import test from 'ava';
import { findBoardUrlFlaw, lookupBoard, mayConnect } from '../../src/network.ts';

test('attack 48: a token goes to a board’s address alone, and in the clear no further than one’s own network', (t) => {
	for (const url of [
		'https://app.asana.com/api/1.0',
		'http://127.0.0.1:4170/api/1.0',
		'http://localhost:4170',
		'http://[::1]:4170',
		'http://board:4170/api/1.0',
		'http://192.168.1.5:4170',
		'https://10.0.0.7/api',
	])
		t.is(findBoardUrlFlaw(url), null, url);
	for (const url of [
		'http://app.asana.com/api/1.0',
		'http://93.184.216.34/api',
		'https://169.254.169.254/latest',
		'http://[::ffff:169.254.169.254]/',
		'http://[::ffff:a9fe:a9fe]/',
		'http://0.0.0.0:4170',
		'http://[fe80::1]/',
		'https://[fd00:ec2::254]/',
		'https://user:secret@app.asana.com/api/1.0',
		'file:///etc/passwd',
		'ftp://board/',
		'nonsense',
	])
		t.not(findBoardUrlFlaw(url), null, url);
});

test('attack 48: a name of elsewhere does not lead to this machine, whatever it is said to stand for', (t) => {
	const asana = new URL('https://app.asana.com/api/1.0');
	t.true(mayConnect(asana, '18.64.1.1'));
	t.true(mayConnect(asana, '10.1.2.3'), 'a company’s own way there');
	for (const address of [
		'127.0.0.1',
		'::1',
		'::ffff:127.0.0.1',
		'::ffff:7f00:1',
		'169.254.169.254',
		'0.0.0.0',
		'',
	])
		t.false(mayConnect(asana, address), address);
	const local = new URL('http://localhost:4170');
	t.true(mayConnect(local, '127.0.0.1'));
	t.true(mayConnect(local, '::1'));
	t.false(mayConnect(local, '93.184.216.34'));
	const own = new URL('http://board:4170');
	t.true(mayConnect(own, '172.18.0.2'));
	t.false(mayConnect(own, '93.184.216.34'));
});

test('what was looked up is what is connected to', async (t) => {
	const ask = (url: string, name: string) =>
		promisify(lookupBoard(url))(name, { all: true }) as Promise<unknown>;
	t.deepEqual(await ask('http://127.0.0.1:1', '127.0.0.1'), [{ address: '127.0.0.1', family: 4 }]);
	await t.throwsAsync(ask('https://board.example', 'localhost'), { message: /leads to .*not connected to/ });
});
