import type { CardState } from '../card/card-state.ts';

/** How long a run waits for the machine that has its card's worktree and session, milliseconds. */
const affinityMs = 1_000;

/**
 * True when a run is better left to another machine than the one that asks for it: the one that ran the card last has
 * its worktree and the agent's session, and has a slot that is free. For a second only: a run that waits is worth less
 * than what it would save.
 */
export function isBetterElsewhere(
	{ work, machine }: CardState,
	asking: string | null,
	freeSlots: (machine: string) => number,
	now: number,
): boolean {
	if (work.kind !== 'queued' || machine === null || machine === asking) return false;
	return now - work.queuedAt < affinityMs && freeSlots(machine) > 0;
}
