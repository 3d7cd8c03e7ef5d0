import { invariant } from '@aegis/shared/invariant';
import { findPause } from '../person/pause.ts';
import { findRefusal } from '../person/permission.ts';
import type { CardState } from './card-state.ts';
import type { Surroundings } from './settings.ts';

/**
 * Looks at one step of a card: from `before`, null for a card seen first, to `next`, and by way of the pause to `settled`.
 * Throws INVARIANT_BROKEN.
 */
export function checkStep(
	before: CardState | null,
	next: CardState,
	settled: CardState,
	around: Surroundings,
): void {
	checkCard(before, settled);
	checkPause(next, settled, around);
	const isStart = next.work.kind === 'queued' && !isSameRun(before, next);
	const isPermitted = !isStart || findRefusal(next, around.settings) === null;
	invariant('permission.A1', isPermitted, isStart && around.settings.commanders !== null);
}

function checkCard(before: CardState | null, next: CardState): void {
	const { work, epoch } = next;
	const epochBefore = before?.epoch ?? 0;
	const [spentBefore, spent] = [before === null ? 0 : bookedUsd(before), bookedUsd(next)];
	const isStart = work.kind === 'queued' && !isSameRun(before, next);
	invariant('card.C1', epoch >= epochBefore && (!isStart || epoch > epochBefore), isStart);
	invariant('card.C4', work.kind === 'idle' || work.run.epoch === epoch, work.kind !== 'idle' && epoch > 1);
	invariant('card.C5', spent >= spentBefore - dust, spent > spentBefore);
}

/** Sums are rounded to a billionth. US dollars. */
const dust = 0.000_001;

/** All that was ever booked on a card, what was taken off again included. */
function bookedUsd({ spentUsd, correctedUsd = 0 }: CardState): number {
	return spentUsd + correctedUsd;
}

function checkPause(next: CardState, settled: CardState, around: Surroundings): void {
	if (findPause(next, around) === null) return;
	const { kind } = settled.work;
	const hadWork = next.work.kind === 'queued' || next.work.kind === 'running';
	invariant('pause.H1', kind === 'idle' || kind === 'stopping', hadWork);
	invariant('pause.H2', countsAlike(next, settled), hadWork);
}

function isSameRun(before: CardState | null, { work }: CardState): boolean {
	return (
		before !== null &&
		before.work.kind !== 'idle' &&
		work.kind !== 'idle' &&
		before.work.run.runId === work.run.runId
	);
}

function countsAlike(a: CardState, b: CardState): boolean {
	return (
		a.attempts === b.attempts &&
		a.losses === b.losses &&
		a.reviewRounds === b.reviewRounds &&
		a.session === b.session &&
		a.plan === b.plan &&
		a.findings === b.findings &&
		a.approval === b.approval
	);
}
