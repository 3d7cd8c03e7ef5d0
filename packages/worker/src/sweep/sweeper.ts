import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Peer } from '@aegis/shared/actor';
import { loadTracked, readSettings } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import { SweepReply } from '@aegis/shared/messages';
import { gitEnvironment } from '../core/environment.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { Machine } from '../run/context.ts';
import { openVault, placeVault } from '../vault/vault.ts';
import { sweepCardHomes } from './card-homes.ts';
import { sweepHome } from './home-files.ts';
import { sweepRepository, type SweepOptions } from './sweep-repository.ts';

const everyMs = 6 * 60 * 60 * 1_000;
/** After the start, when whatever was under way has been taken up again. Milliseconds. */
const firstMs = 60_000;

export interface SweeperOptions {
	readonly machine: Pick<Machine, 'home' | 'env' | 'sandbox' | 'scope'>;
	readonly peer: Peer;
	readonly log: Logger;
	/** How long what is over is kept, in milliseconds; 0 keeps everything. */
	readonly keepMs: number;
}

/** Removes, every few hours, what cards that are over have left behind. One worker of a home does it for all. */
export class Sweeper implements Disposable {
	readonly #options: SweeperOptions;
	readonly #stop = new AbortController();
	readonly #first: NodeJS.Timeout | undefined;
	readonly #timer: NodeJS.Timeout | undefined;

	constructor(options: SweeperOptions) {
		this.#options = options;
		if (options.keepMs === 0) return;
		const run = (): void => {
			this.sweep().catch((error: unknown) => options.log.warn({ err: error }, 'sweep broke off'));
		};
		this.#first = setTimeout(run, firstMs).unref();
		this.#timer = setInterval(run, everyMs).unref();
	}

	/** Sweeps now, unless a worker of this home did within the last hours. */
	async sweep(): Promise<void> {
		const { keepMs, log, machine } = this.#options;
		const { home, env } = machine;
		const stamp = join(home.runs, '.swept');
		const last = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
		if (Date.now() - last < everyMs / 2) return;
		writeFileSync(stamp, '');
		const { signal } = this.#stop;
		for (const project of loadTracked(home, env['ASANA_PORTFOLIO_GID'])) {
			const { gid, path } = project;
			if (signal.aborted) return;
			const askOver = async (cardGids: readonly string[]): Promise<Set<string>> =>
				new Set((await this.#ask(gid, cardGids)).over);
			try {
				const repository = await openRepository(path, gitEnvironment(env));
				const { config } = await readSettings(home, project);
				const clones = await this.#openClones(repository);
				await sweepRepository(repository, { config, keepMs, askOver, signal, log, clones });
				const trees = resolve(repository.path, config.worktree_dir);
				const homes = await sweepCardHomes(home, { gid, trees }, { keepMs, askOver });
				if (homes > 0) log.info({ projectGid: gid, homes }, 'homes of cards swept');
			} catch (error) {
				log.warn({ err: error, projectGid: gid }, 'repository could not be swept');
			}
		}
		const { sessions } = await this.#ask(null, []);
		if (signal.aborted) return;
		const swept = sweepHome(home, keepMs, new Set(sessions));
		if (swept.runs + swept.sessions > 0) log.info(swept, 'home swept');
	}

	/** Null where there is no vault yet, or nothing to look into a clone in. */
	async #openClones(repository: Repository): Promise<SweepOptions['clones']> {
		const { machine } = this.#options;
		if (machine.sandbox.mode === 'none' || !existsSync(placeVault(machine.home, repository).path))
			return null;
		const run = { machine, scope: `${machine.scope}/sweep`, held: { signal: this.#stop.signal } };
		return { run, vault: await openVault(machine.home, repository) };
	}

	/** Throws when the master does not answer: then nothing is certain, and nothing is removed. */
	async #ask(projectGid: string | null, cardGids: readonly string[]): Promise<SweepReply> {
		const question = { type: 'sweep.ask', projectGid, cardGids, keepMs: this.#options.keepMs };
		const options = { timeoutMs: 30_000, signal: this.#stop.signal };
		return SweepReply.parse((await this.#options.peer.ask('master', question, options)).message);
	}

	[Symbol.dispose](): void {
		this.#stop.abort();
		clearTimeout(this.#first);
		clearInterval(this.#timer);
	}
}
