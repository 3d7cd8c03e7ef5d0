import test from 'ava';
import { loadEnv, locateHome } from '@aegis/shared/config';
import { masterEnv } from '../../src/config.ts';
import { dashboardSpec, workerSpec } from '../../src/supervision/specs.ts';

const env = {
	PATH: '/usr/bin',
	ANTHROPIC_API_KEY: 'sk-ant-of-the-operator',
	AEGIS_OPERATOR: 'Ada',
	AEGIS_DASHBOARD_NAMES: 'aegis.example.com',
	AEGIS_SANDBOX: 'required',
	AEGIS_SANDBOX_SHOW: '/opt/sdk',
	AEGIS_ALLOW_UNSAFE_REDIS: '1',
};
const context = {
	home: locateHome('/srv/aegis'),
	config: loadEnv(masterEnv, env),
	redisUrl: 'unix:///srv/aegis/run/redis.sock',
	env,
};

test('the dashboard is told who gives the orders there and under which names it is reached, and no key', (t) => {
	const { env: handed } = dashboardSpec(context, 4173);

	t.like(handed, {
		AEGIS_OPERATOR: 'Ada',
		AEGIS_DASHBOARD_NAMES: 'aegis.example.com',
		AEGIS_DASHBOARD_PORT: '4173',
	});
	t.false('ANTHROPIC_API_KEY' in handed);
});

test('a worker is told how its runs are kept and which Redis will do, and has the key', (t) => {
	const { env: handed } = workerSpec(context, 'worker-1', []);

	t.like(handed, {
		AEGIS_SANDBOX: 'required',
		AEGIS_SANDBOX_SHOW: '/opt/sdk',
		AEGIS_ALLOW_UNSAFE_REDIS: '1',
		ANTHROPIC_API_KEY: 'sk-ant-of-the-operator',
	});
	t.false('AEGIS_OPERATOR' in handed);
});
