import test from 'ava';
import { loadConfig } from '../src/config.ts';

test('the dashboard stays on this machine by default', (t) => {
	const config = loadConfig({});
	t.is(config.AEGIS_DASHBOARD_HOST, '127.0.0.1');
	t.is(config.AEGIS_DASHBOARD_PORT, 4173);
});

test('further names that lead here are a list', (t) => {
	t.deepEqual(loadConfig({}).AEGIS_DASHBOARD_NAMES, []);
	const names = loadConfig({ AEGIS_DASHBOARD_NAMES: 'Aegis.example, other.example' }).AEGIS_DASHBOARD_NAMES;
	t.deepEqual(names, ['aegis.example', 'other.example']);
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
