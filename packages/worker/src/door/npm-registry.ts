import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

type Env = Readonly<Record<string, string | undefined>>;

const run = promisify(execFile);
const patienceMs = 10_000;
const answers = new Map<string, Promise<string | null>>();

/**
 * Where this machine's npm gets packages from, as an entry of a list of hosts; null where there is no npm or it is no
 * HTTPS address. It is the operator's own setting, so it may lie in a private network. Asked outside of any repository,
 * whose .npmrc has no say in it, and once for each setting of the machine.
 */
export function findNpmRegistry(env: Env): Promise<string | null> {
	const { PATH = '', HOME = '', npm_config_registry: configured = '' } = env;
	const key = JSON.stringify([PATH, HOME, configured]);
	const known = answers.get(key) ?? askNpm({ PATH, HOME, npm_config_registry: configured });
	answers.set(key, known);
	return known;
}

async function askNpm(env: Record<string, string>): Promise<string | null> {
	if (env['npm_config_registry'] !== '') return toEntry(env['npm_config_registry'] ?? '');
	const { PATH = '', HOME = '' } = env;
	// Even a question makes npm write into its cache: into one of its own, which goes with it.
	const cache = await mkdtemp(join(tmpdir(), 'aegis-npm-'));
	try {
		const { stdout } = await run('npm', ['config', 'get', 'registry', '--location=user'], {
			cwd: '/',
			env: { PATH, HOME, npm_config_cache: cache },
			timeout: patienceMs,
		});
		return toEntry(stdout);
	} catch {
		return null;
	} finally {
		await rm(cache, { recursive: true, force: true });
	}
}

function toEntry(address: string): string | null {
	const url = URL.parse(address.trim());
	return url?.protocol === 'https:' ? `private:${url.hostname}:${url.port === '' ? '443' : url.port}` : null;
}
