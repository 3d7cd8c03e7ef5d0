import type { RunOutcome } from '@aegis/shared/domain';
import { holdIntent, intentOf, sendBackIntent } from '../outside/provider.ts';
import type { Room } from '../room.ts';
import type { HeldRun } from './held-run.ts';

/** The run that merges. */
interface MergeRun {
	readonly held: HeldRun;
	next(ms: number, step: () => void): void;
	end(outcome: RunOutcome): void;
}

/** How often main may move under a merge. */
const rounds = 5;

/** Lands the branch as the worker does: build, test, one fast-forward, read back; again where main has moved. */
export function mergeCard(room: Room, run: MergeRun, head: string, round = 1): void {
	const { git, random, guards } = room;
	const { spec } = run.held;
	const card = spec.cardGid;
	if (git.head(card) !== head)
		return run.end({ kind: 'failed', code: 'BRANCH_MOVED', message: 'moved since it was looked at' });
	if (random.chance(0.08)) return run.end({ kind: 'succeeded', intent: sendBackIntent('a conflict') });
	const before = git.main;
	const tree = git.merged(before, head);
	run.next(1_500, () => {
		if (random.chance(0.08)) return run.end({ kind: 'succeeded', intent: sendBackIntent('red') });
		room.log({ kind: 'tested', card, tree });
		run.next(80, () => {
			if (land(tree, before)) return;
			if (!guards['tree-check'] && land(git.merged(git.main, head), git.main)) return;
			if (round === rounds) return run.end({ kind: 'succeeded', intent: holdIntent('main keeps moving') });
			mergeCard(room, run, head, round + 1);
		});
	});

	function land(landing: string, from: string): boolean {
		if (!git.push(from, landing, head)) return false;
		const { runId, epoch, auto } = spec;
		room.log({ kind: 'merge', card, run: runId, epoch, head, tree: landing, auto });
		// Accepted, but the reply was lost, and so is the look at what is there now.
		if (room.faulty && random.chance(0.1))
			run.end({ kind: 'failed', code: 'GIT_FAILED', message: 'the remote did not answer' });
		else run.end(merged(landing));
		return true;
	}
}

/** The outcome of a merge that has landed. */
export function merged(main: string): RunOutcome {
	return {
		kind: 'succeeded',
		intent: intentOf('Merger', 'good'),
		merge: { base: 'main', mainBefore: '', mainAfter: main, pushed: true },
	};
}
