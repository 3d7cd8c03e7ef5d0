import test from 'ava';
import { isToolVariable } from '../../src/domain.ts';

test('a build sees where its tools are, and no secret by its name', (t) => {
	for (const name of ['npm_config_registry', 'CARGO_HOME', 'GOPATH', 'https_proxy', 'NODE_EXTRA_CA_CERTS'])
		t.true(isToolVariable(name), name);
	for (const name of [
		'npm_config__authToken',
		'CARGO_REGISTRY_TOKEN',
		'REDIS_URL',
		'ANTHROPIC_API_KEY',
		'MY_GO',
	])
		t.false(isToolVariable(name), name);
});
