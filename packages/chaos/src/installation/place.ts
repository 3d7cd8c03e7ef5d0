import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { locateHome, type Home } from '@aegis/shared/config';
import { onInterrupt } from './interrupt.ts';
import { scenario } from './scenario.ts';

/** One folder with everything an installation and the world around it keeps: disposing removes it unless it is kept. */
export interface Place extends Disposable {
	readonly root: string;
	readonly home: Home;
	readonly repository: string;
	/** The bare repository main is pushed to. */
	readonly remote: string;
	readonly scenario: string;
	/** What agents and checks may write to besides their tree: the world around the installation. */
	readonly world: string;
	/** What the provider of the model charged: one line per turn. */
	readonly bill: string;
	/** Every tree the test command was run on, one per line. */
	readonly tested: string;
	/** The folder that arms failpoints. */
	readonly armed: string;
	/** Leaves the folder where it is when this is disposed. */
	keep(): void;
}

/** Makes a repository with one commit, a remote that holds it, and a test command that notes what it was run on. */
export async function makePlace(): Promise<Place> {
	const root = realpathSync(mkdtempSync(join(tmpdir(), 'aegis-chaos-')));
	const at = (name: string): string => join(root, name);
	const place = {
		root,
		home: locateHome(at('home')),
		repository: at('repository'),
		remote: at('remote.git'),
		scenario: at('scenario.json'),
		world: at('world'),
		bill: at('world/bill.jsonl'),
		tested: at('world/tested.log'),
		armed: at('armed'),
	};
	mkdirSync(place.armed);
	mkdirSync(place.world);
	writeFileSync(place.scenario, JSON.stringify(scenario));
	const check = at('world/check.sh');
	writeFileSync(check, `set -e\ngit rev-parse 'HEAD^{tree}' >>'${place.tested}'\ntest ! -e broken\n`);
	writeFile(join(place.repository, 'README.md'), '# A program\n');
	writeFile(
		join(place.repository, 'aegis_config.json'),
		JSON.stringify({ remote: 'origin', test_command: `sh '${check}'`, max_attempts: 4 }),
	);
	await git(root, 'init', '--quiet', '--bare', '--initial-branch=main', place.remote);
	await git(place.repository, 'init', '--quiet', '--initial-branch=main');
	for (const [key, value] of Object.entries({
		'user.name': 'Chaos',
		'user.email': 'chaos@localhost',
		'commit.gpgsign': 'false',
		'core.hooksPath': '/dev/null',
		'gc.auto': '0',
	})) {
		await git(place.repository, 'config', key, value);
	}
	await git(place.repository, 'add', '--all');
	await git(place.repository, 'commit', '--quiet', '--message', 'Start');
	await git(place.repository, 'tag', 'start');
	await git(place.repository, 'remote', 'add', 'origin', place.remote);
	await git(place.repository, 'push', '--quiet', '--set-upstream', 'origin', 'main');
	let kept = false;
	const remove = (): void => void (kept || rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
	const interrupted = onInterrupt(remove);
	return {
		...place,
		keep: () => void (kept = true),
		[Symbol.dispose]: () => {
			interrupted[Symbol.dispose]();
			remove();
		},
	};
}

/** Runs git and returns its output; throws when it fails. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
	const { stdout } = await execa('git', ['-C', folder, ...args], {
		stdin: 'ignore',
		env: { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
	});
	return stdout.trim();
}

function writeFile(path: string, text: string): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}
