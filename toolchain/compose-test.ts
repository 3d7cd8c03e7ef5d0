import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { inspect } from 'node:util';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRepository } from '../packages/cli/src/demo/repository.ts';
import { writeScenario } from '../packages/cli/src/demo/stories/index.ts';
import type { StatusView } from '../packages/shared/src/api/views.ts';
import { findCompose, type Compose } from './compose/engine.ts';

/**
 * Builds docker-compose.yml's images and carries a card to Done in them: local board, three workers, a simulated agent;
 * the worker that has the card and the master are killed in the middle. Everything it makes is removed again.
 */

const root = join(import.meta.dirname, '..');
const token = 'the-token-of-this-test';
const project = `aegis-test-${process.pid}`;
/** The user of the containers. */
const nodeUser = 1_000;
/** Milliseconds. */
const patience = { start: 180_000, card: 400_000 };

const say = (text: string): void => void process.stdout.write(`compose-test: ${text}\n`);

async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const { port } = probe.address() as { port: number };
	await new Promise((resolve) => probe.close(resolve));
	return port;
}

function giveAway(path: string): void {
	chownSync(path, nodeUser, nodeUser);
	for (const entry of readdirSync(path, { withFileTypes: true, recursive: true }))
		chownSync(join(entry.parentPath, entry.name), nodeUser, nodeUser);
}

/** The demo's repository as the containers see it, and what its simulated agent does. */
async function makeRepositories(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const { path } = await createRepository(folder);
	execFileSync('git', ['-C', path, 'remote', 'set-url', 'origin', '/repositories/remote.git']);
	writeFileSync(join(folder, 'scenario.json'), writeScenario());
	if (process.getuid?.() === 0) giveAway(folder);
}

async function until<T>(what: string, ms: number, look: () => Promise<T | null>): Promise<T> {
	const deadline = performance.now() + ms;
	for (let last: unknown; ;) {
		const found = await look().catch((error: unknown) => ((last = error), null));
		if (found !== null) return found;
		if (performance.now() > deadline) throw new Error(`waited too long for ${what}`, { cause: last });
		await sleep(1_000);
	}
}

async function play(compose: Compose, dashboardPort: number): Promise<void> {
	const inMaster = (...args: readonly string[]): Promise<string> =>
		compose.run('exec', '-T', 'master', 'node', 'packages/cli/src/main.ts', ...args);
	const status = async (): Promise<StatusView> =>
		JSON.parse(await inMaster('status', '--json')) as StatusView;
	// Its processes die of themselves, as in a crash: what a person kills, an engine does not start again.
	const crash = (container: string): Promise<unknown> =>
		compose.docker('exec', container, 'sh', '-c', 'kill -9 -1').catch(() => {});

	await compose.run('build');
	say('built');
	await compose.run('up', '-d', 'redis', 'board');
	await until('init', patience.start, () =>
		compose.run('run', '--rm', 'cli', 'init', '/repositories/repository', '--name', 'Till'),
	);
	await compose.run('up', '-d', '--scale', 'worker=3');
	await until('three workers', patience.start, async () =>
		(await status()).workers.filter(({ state }) => state === 'idle').length === 3 ? true : null,
	);
	say('three workers are ready');

	await inMaster('task', 'add', 'Count quantities in the total', '--ready');
	const busy = await until(
		'a run',
		patience.card,
		async () => (await status()).workers.find(({ running }) => running.length > 0) ?? null,
	);
	const master = (await compose.run('ps', '-q', 'master')).trim();
	await crash(busy.host);
	await crash(master);
	say(`killed ${busy.workerId} in its run, and the master`);

	await until(
		'the card in Done',
		patience.card,
		async () =>
			(await status()).cards.find(({ section, completed }) => section === 'Done' && completed) ?? null,
	);
	say('the card is done');
	const page = await fetch(`http://127.0.0.1:${dashboardPort}/api/v1/status`, {
		headers: { authorization: `Bearer ${token}` },
	});
	if (!page.ok) throw new Error(`the dashboard answered ${page.status} from outside`);
	await until('the services to be healthy', patience.start, async () => {
		const services = [master, ...(await compose.run('ps', '-q', 'worker', 'board')).trim().split(/\s+/)];
		const health = await compose.docker('inspect', '--format', '{{.State.Health.Status}}', ...services);
		return /^(healthy\s*){5}$/.test(health) ? true : null;
	});
	say(`verify: ${(await inMaster('verify')).trim()}`);
	say((await compose.run('run', '--rm', 'cli', 'doctor')).trim());
}

async function main(): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-compose-'));
	const repositories = join(folder, 'repositories');
	const secrets = join(folder, 'secrets');
	const ports = { board: await freePort(), dashboard: await freePort() };
	const override = join(folder, 'override.yml');
	writeFileSync(override, 'services:\n  worker: { privileged: true }\n');
	mkdirSync(secrets);
	writeFileSync(join(secrets, 'dashboard'), `${token}\n`, { mode: 0o644 });
	const simulated = '/opt/aegis/packages/agents/src/simulated/claude.ts';
	const agent = ['node', simulated, '--scenario', '/repositories/scenario.json', '--speed', '5'];
	const found = findCompose({
		folder: root,
		env: (isFirst) => ({
			COMPOSE_PROJECT_NAME: project,
			COMPOSE_PROFILES: 'board',
			REPOSITORIES: repositories,
			SECRETS: secrets,
			AEGIS_DASHBOARD_TOKEN_FILE: '/run/secrets/dashboard',
			AEGIS_CLAUDE_COMMAND: JSON.stringify(agent),
			AEGIS_BOARD_PUBLISHED: String(ports.board),
			AEGIS_DASHBOARD_PUBLISHED: String(ports.dashboard),
			...(isFirst
				? { COMPOSE_FILE: `docker-compose.yml:${override}`, AEGIS_SYSTEMPATHS: 'label=disable' }
				: {}),
		}),
	});
	if (typeof found === 'string') {
		rmSync(folder, { recursive: true });
		say(`skipped: ${found}`);
		return 0;
	}
	try {
		await makeRepositories(repositories);
		await play(found, ports.dashboard);
	} catch (error) {
		say(await found.run('logs', '--tail', '60').catch(String));
		say(`failed: ${inspect(error)}`);
		return 1;
	} finally {
		await found.run('down', '--volumes', '--timeout', '60').catch((error: unknown) => say(String(error)));
		rmSync(folder, { recursive: true, force: true });
	}
	const label = `label=com.docker.compose.project=${project}`;
	const left =
		(await found.docker('ps', '-aq', '--filter', label)) +
		(await found.docker('volume', 'ls', '-q', '--filter', label));
	if (left !== '') say(`left behind: ${left}`);
	else say('passed, and nothing is left');
	return left === '' ? 0 : 1;
}

process.exitCode = await main();
