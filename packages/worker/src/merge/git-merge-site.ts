import type { CheckReport } from '@aegis/agents/agents';
import { refreshBase, resolveCommit } from '../git/base.ts';
import type { Git } from '../git/git.ts';
import { refuseSecrets } from '../git/secret-scan.ts';
import type { RunContext } from '../run/context.ts';
import { findGuarded } from '../run/guarded.ts';
import { copyCaches } from '../run/caches.ts';
import { runChecks, runHydration } from '../run/shell.ts';
import { openVault } from '../vault/vault.ts';
import { placeNotes } from '../workspace/clone.ts';
import { fillSubmodules } from '../workspace/fill-submodules.ts';
import { hydrate } from '../workspace/hydrate.ts';
import { listUntouched } from '../workspace/stage-work.ts';
import { placeMerge, type WorktreePlace } from '../workspace/paths.ts';
import { land, type Landing } from './land.ts';
import type { MergeSite, StagedMerge } from './merge-site.ts';
import { stageInVault } from './stage-in-vault.ts';
import { removeStaging, stageMerge, type Staged } from './stage.ts';

/** A merge in a worktree of its own beside the card's. */
export class GitMergeSite implements MergeSite {
	readonly #run: RunContext;
	#place: WorktreePlace;
	#staged: { readonly git: Git; readonly sha: string } | null = null;

	constructor(run: RunContext) {
		this.#run = run;
		this.#place = placeMerge(run.repository, run.config.worktree_dir, run.spec.cardGid);
	}

	async look() {
		const { repository, held, place } = this.#run;
		const { reached, ref } = await refreshBase(this.#run, { force: true, signal: held.signal });
		if (!reached) return { reached, base: null, tip: null };
		const [base, tip] = await Promise.all([
			resolveCommit(repository, ref),
			resolveCommit(repository, `refs/heads/${place.branch}`),
		]);
		return { reached, base, tip };
	}

	async stage(merge: { base: string; head: string; message: string }): Promise<StagedMerge> {
		const staged = await this.#stage(merge);
		if (staged.kind === 'conflict') return staged;
		const { git, sha } = staged;
		this.#staged = { git, sha };
		const [tree, guarded] = await Promise.all([
			git.text(['rev-parse', `${sha}^{tree}`]),
			findGuarded(this.#run.repository.commonDir, { from: merge.base, to: sha, head: merge.head }, this.#run),
		]);
		return { kind: 'staged', sha, tree, guarded };
	}

	async #stage(wanted: { base: string; head: string; message: string }): Promise<Staged> {
		const { repository, machine, ends, config } = this.#run;
		const merge = { ...wanted, style: config.merge.style };
		if (machine.sandbox.mode === 'none') return stageMerge(repository, this.#place, merge, ends);
		const vault = await openVault(machine.home, repository);
		this.#place = placeNotes(this.#run, vault, this.#place);
		return stageInVault(this.#run, vault, this.#place, merge);
	}

	async hydrate(): Promise<CheckReport | null> {
		const { hydration_command: command } = this.#run.config;
		await copyCaches(this.#run, this.#place.path);
		const { git, sha } = this.#standing();
		const { path, adminDir } = this.#place;
		await fillSubmodules(this.#run, { path, adminDir, git });
		const failed = await hydrate({ adminDir, git }, command, (line) =>
			runHydration(this.#run, line, this.#place.path),
		);
		if (failed !== null || command === null) return failed;
		// It may rewrite a lock file; what is tested must be what lands.
		await git.text(['reset', '--quiet', '--hard', sha]);
		return null;
	}

	runChecks(): Promise<CheckReport | null> {
		return runChecks(this.#run, this.#place.path);
	}

	async inspect() {
		const { git } = this.#standing();
		const [heads, status] = await Promise.all([
			git.text(['rev-parse', 'HEAD', 'HEAD^{tree}']),
			git.text(['status', '--porcelain', '--untracked-files=no']),
		]);
		const [head = '', tree = ''] = heads.split('\n');
		// What end-of-line rules alone make other than the commit was so before any check ran.
		const asCheckedOut = new Set((status === '' ? [] : await listUntouched(git)).map((path) => ` M ${path}`));
		const changed = status
			.split('\n')
			.filter((line) => !asCheckedOut.has(line))
			.join('\n');
		return { head, tree, changed };
	}

	async land(from: string, sha: string): Promise<Landing> {
		await refuseSecrets(this.#run.repository.git, from, sha);
		return land(this.#run, from, sha);
	}

	clear(): Promise<void> {
		return removeStaging(this.#run.repository, this.#place);
	}

	#standing(): { readonly git: Git; readonly sha: string } {
		if (this.#staged === null) throw new Error('nothing is staged');
		return this.#staged;
	}
}
