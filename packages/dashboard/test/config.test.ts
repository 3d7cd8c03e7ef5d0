import test from 'ava';
import { loadConfig } from '../src/config.ts';

test('the dashboard stays on this machine by default', (t) => {
	const config = loadConfig({});
	t.is(config.AEGIS_DASHBOARD_HOST, '127.0.0.1');
	t.is(config.AEGIS_DASHBOARD_PORT, 4173);
});

test('an address that others can reach needs a token', (t) => {
	t.throws(() => loadConfig({ AEGIS_DASHBOARD_HOST: '0.0.0.0' }), { code: 'DASHBOARD_TOKEN_MISSING' });
	t.notThrows(() =>
		loadConfig({ AEGIS_DASHBOARD_HOST: '0.0.0.0', AEGIS_DASHBOARD_TOKEN: 'sixteen-letters-' }),
	);
	t.notThrows(() => loadConfig({ AEGIS_DASHBOARD_HOST: '::1' }));
});

test('a short token and a port that is none are refused together', (t) => {
	const error = t.throws(
		() => loadConfig({ AEGIS_DASHBOARD_TOKEN: 'short', AEGIS_DASHBOARD_PORT: '70000' }),
		{
			code: 'CONFIG_INVALID',
		},
	);
	t.regex(error.message, /AEGIS_DASHBOARD_TOKEN.*16 characters/);
	t.regex(error.message, /AEGIS_DASHBOARD_PORT/);
});
