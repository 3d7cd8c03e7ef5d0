import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { chooseDashboardPort } from '../../src/instance/dashboard-port.ts';
import { recallPort } from '../../src/instance/remembered-port.ts';
import { createFolder } from '../helpers/temporary.ts';

test('the command line wins over the environment, and a port that was asked for must be free', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run, { recursive: true });
	await using taken = createServer().listen(0, '127.0.0.1');
	await once(taken, 'listening');
	const { port } = taken.address() as AddressInfo;
	const env = { AEGIS_DASHBOARD_PORT: String(port) };

	t.is(await chooseDashboardPort(home, { AEGIS_DASHBOARD_PORT: 'none' }, undefined), 'none');
	t.is(recallPort(home, 'dashboard'), null);
	await t.throwsAsync(chooseDashboardPort(home, env, undefined), {
		code: 'PORT_IN_USE',
		message: new RegExp(`Port ${port}`),
	});
	const any = await chooseDashboardPort(home, env, 0);
	t.not(any, port);
	t.is<unknown, unknown>(recallPort(home, 'dashboard'), any);
	// The one it had, as nobody says otherwise.
	t.is(await chooseDashboardPort(home, {}, undefined), any);
	await t.throwsAsync(chooseDashboardPort(home, { AEGIS_DASHBOARD_PORT: '70000' }, undefined), {
		code: 'CONFIG_INVALID',
	});
});
