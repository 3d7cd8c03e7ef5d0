import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { loadBoardAddress, locateHome } from '@aegis/shared/config';
import { connectMaster, type CardDetailView } from '@aegis/shared/api';
import { until } from '@aegis/shared/testing';
import { processesOf } from '@aegis/shared/process';
import { accessLocalBoard, type BoardAccess } from '../../src/board/connect.ts';
import { createRepository, git } from './git-repository.ts';
import { runCli, type CliResult } from './run-cli.ts';
import { startUp, type RunningUp } from './start-up.ts';

/** What `aegis task show GID --json` prints, as far as the tests look at it. */
export interface ShownCard {
	readonly gid: string;
	readonly section: string;
	readonly completed: boolean;
	readonly state: string | null;
	readonly fields: Readonly<Record<string, string | null>>;
	readonly reason: { readonly code: string; readonly text: string } | null;
	readonly runs: readonly {
		readonly agent: string;
		readonly outcome: string | null;
		readonly message: string | null;
		readonly costUsd: number | null;
	}[];
	readonly comments: readonly { readonly author: string | null; readonly text: string }[];
}

/** `aegis init` and `aegis up` in a repository of these files; disposing runs `aegis down` and expects that nothing is left. */
export class Installation implements AsyncDisposable {
	readonly repository: string;
	readonly #t: ExecutionContext;
	readonly #root: string;
	readonly #folder: string;
	readonly #up: RunningUp;

	private constructor(t: ExecutionContext, folder: string, up: RunningUp) {
		this.#t = t;
		this.#folder = folder;
		this.#root = join(folder, 'home');
		this.repository = join(folder, 'repository');
		this.#up = up;
	}

	static async start(
		t: ExecutionContext,
		folder: string,
		options: {
			files: Readonly<Record<string, string>>;
			env: Record<string, string>;
			/** Makes the repository a clone of a bare one at `remote.git`, whose branch has this name. */
			clonedBranch?: string;
			/** Added to what `aegis init` wrote into aegis_config.json. */
			config?: object;
		},
	): Promise<Installation> {
		const [root, repository] = [join(folder, 'home'), join(folder, 'repository')];
		if (options.clonedBranch === undefined) await createRepository(repository, options.files);
		else await createClone(folder, options.files, options.clonedBranch);
		const init = await runCli(root, ['init'], { cwd: repository });
		t.is(init.exitCode, 0, init.stderr);
		const file = join(repository, 'aegis_config.json');
		const written = JSON.parse(readFileSync(file, 'utf8')) as object;
		writeFileSync(file, JSON.stringify({ ...written, ...options.config }));
		if (options.config !== undefined) {
			const trust = await runCli(root, ['project', 'trust', '--yes'], { cwd: repository });
			t.is(trust.exitCode, 0, trust.stderr);
		}
		await using stack = new AsyncDisposableStack();
		const up = stack.use(startUp(root, { cwd: repository, env: options.env }));
		const follows = (): Promise<boolean> =>
			connectMaster(locateHome(root))
				.status()
				.then(({ projects }) => projects.some(({ state }) => state === 'ok'))
				.catch(() => false);
		await until('the project is followed', follows, 120_000);
		stack.move();
		return new Installation(t, folder, up);
	}

	run(...args: readonly string[]): Promise<CliResult> {
		return runCli(this.#root, args, { cwd: this.repository });
	}

	/** Writes a card with notes from stdin into Ready Queue and returns its gid. */
	async addReady(name: string, notes: string): Promise<string> {
		const args = ['task', 'add', name, '--notes', '-', '--ready'];
		const added = await runCli(this.#root, args, { cwd: this.repository, input: notes });
		this.#t.is(added.exitCode, 0, added.stderr);
		return added.stdout.trim();
	}

	async show(gid: string): Promise<ShownCard> {
		const shown = await this.run('task', 'show', gid, '--json');
		this.#t.is(shown.exitCode, 0, shown.stderr);
		return JSON.parse(shown.stdout) as ShownCard;
	}

	/** Waits until the master says of the card what is wanted; fails with what it said last. */
	async awaitCard(gid: string, wanted: (card: CardDetailView) => boolean, what: string): Promise<ShownCard> {
		const master = connectMaster(locateHome(this.#root));
		let last: unknown = null;
		const holds = async (): Promise<boolean> => {
			const view = await master.card(gid).catch(() => null);
			if (view === null) return false;
			last = view;
			return wanted(view);
		};
		await until(what, holds, 90_000).catch((error: unknown) => {
			throw new Error(`${String(error)}: ${JSON.stringify(last, null, 2)}`);
		});
		return this.show(gid);
	}

	awaitDone(gid: string): Promise<ShownCard> {
		return this.awaitCard(gid, ({ state, section }) => state === 'done' && section === 'Done', 'it is Done');
	}

	/** The board as the person sees it. */
	board(): BoardAccess {
		const address = loadBoardAddress(locateHome(this.#root));
		if (address === null) throw new Error('no board');
		return accessLocalBoard(address);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await using up = this.#up;
		const down = await this.run('down');
		this.#t.is(down.exitCode, 0, down.stderr);
		await up.ended;
		this.#t.deepEqual(processesOf(this.#folder), [], 'nothing is left running');
	}
}

async function createClone(
	folder: string,
	files: Readonly<Record<string, string>>,
	branch: string,
): Promise<void> {
	await createRepository(join(folder, 'source'), files, branch);
	await git(folder, 'clone', '--quiet', '--bare', 'source', 'remote.git');
	await git(folder, 'clone', '--quiet', 'remote.git', 'repository');
}
