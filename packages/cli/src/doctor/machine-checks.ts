import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { execa } from 'execa';
import { describeError } from '@aegis/shared/errors';
import type { Home } from '@aegis/shared/config';
import { readLiveRecord } from '@aegis/shared/supervision';
import type { Context } from '../context.ts';
import { isPortFree } from '../instance/ports.ts';
import { recallPort } from '../instance/remembered-port.ts';
import { describeChoice, findRedis } from '../redis/find.ts';
import { ownAddress } from '../redis/own-address.ts';
import { awaitRedis } from '../redis/ready.ts';
import { fail, pass, warn, type Check } from './check.ts';
import { isAtLeast, isSupportedNode, readVersion } from './core/versions.ts';

/** `git merge-tree --write-tree` and what it needs came with 2.38. */
const oldestGit = [2, 38] as const;

export function checkNode(): Check {
	const version = readVersion(process.version);
	return version !== null && isSupportedNode(version)
		? pass('node', process.version)
		: fail('node', `${process.version} is too old`, 'Start Aegis with ./aegis, which brings Node 24.');
}

export async function checkGit(): Promise<Check> {
	const result = await execa('git', ['--version'], { reject: false, stdin: 'ignore' });
	if (result.failed)
		return fail('git', 'not found', 'Install git: `sudo apt-get install git`, or `brew install git`.');
	const version = readVersion(result.stdout);
	return version !== null && isAtLeast(version, oldestGit)
		? pass('git', result.stdout)
		: fail('git', `${result.stdout} is older than 2.38`, 'Install a newer git.');
}

export async function checkRedisServer({ env, home, terminal }: Context): Promise<Check> {
	try {
		const choice = await findRedis({ env, home, terminal, allowDownload: false, install: false });
		if (choice.kind !== 'given') return pass('redis', describeChoice(choice));
		const allowUnsafe = env['AEGIS_ALLOW_UNSAFE_REDIS'] === '1';
		const { version } = await awaitRedis(ownAddress({ env, home }, choice.url), {
			timeoutMs: 3_000,
			allowUnsafe,
		});
		const text = `${describeChoice(choice)}, version ${version}`;
		return choice.url.includes('//users@')
			? pass('redis', text)
			: warn(
					'redis',
					`${text}: one user for all services, so that one of them can speak for another`,
					'`aegis redis-users` prints the rules of one user each, for Redis 7 or later.',
				);
	} catch (error) {
		return fail(
			'redis',
			describeError(error),
			'`aegis up` installs one where apt or brew can do it silently.',
		);
	}
}

export function checkHome(home: Home): Check {
	try {
		mkdirSync(home.root, { recursive: true });
		accessSync(home.root, constants.W_OK);
		return pass('home', home.root);
	} catch {
		return fail('home', `${home.root} cannot be written`, 'Set AEGIS_HOME to a folder of your own.');
	}
}

export function checkDisk(home: Home): Check {
	if (!existsSync(home.root)) return warn('disk', 'unknown', 'Set AEGIS_HOME to a folder of your own.');
	const { bavail, bsize } = statfsSync(home.root);
	const free = (bavail * bsize) / 1024 ** 3;
	const text = `${free.toFixed(1)} GB free`;
	if (free < 0.2) return fail('disk', text, 'Free some space: worktrees and transcripts need it.');
	return free < 2
		? warn('disk', text, 'Free some space: worktrees and transcripts need it.')
		: pass('disk', text);
}

/** A port that is taken is no problem, since another is chosen; it only explains why the address changed. */
export async function checkPorts(home: Home): Promise<Check> {
	const services = [
		{ name: 'board', port: recallPort(home, 'board') ?? 4170 },
		{ name: 'dashboard', port: recallPort(home, 'dashboard') ?? 4173 },
	] as const;
	const taken: string[] = [];
	for (const { name, port } of services) {
		if (readLiveRecord(home.run, name) === null && !(await isPortFree(port))) taken.push(`${name} ${port}`);
	}
	const all = services.map(({ name, port }) => `${name} ${port}`).join(', ');
	return taken.length === 0
		? pass('ports', all)
		: warn(
				'ports',
				`in use: ${taken.join(', ')}`,
				'`aegis up` takes other ports, or those you name with --board-port and --dashboard-port.',
			);
}
