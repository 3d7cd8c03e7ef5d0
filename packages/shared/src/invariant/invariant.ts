import { AegisError } from '../errors.ts';
import { invariants, type InvariantId } from './invariants.ts';

/** Those that were put to the test in this process: something happened in which they could have been broken. */
const reached = new Set<InvariantId>();

/** Those that did not hold, until somebody asks. */
const broken = new Set<InvariantId>();

/**
 * To be called after a transition, with what it has made. Throws INVARIANT_BROKEN where it does not hold: nothing of the
 * transition is then kept. `isReached` is whether this was a case in which it says anything.
 */
export function invariant(id: InvariantId, holds: boolean, isReached: boolean): void {
	if (!holds) {
		broken.add(id);
		throw describeBroken(id);
	}
	if (isReached) reached.add(id);
}

/** Which of all were put to the test since this process began. */
export function reachedInvariants(): readonly InvariantId[] {
	return [...reached];
}

/** Which did not hold since this was last asked, whatever became of who found it out. */
export function takeBrokenInvariants(): readonly InvariantId[] {
	const ids = [...broken];
	broken.clear();
	return ids;
}

/** Those of all that are not among these. */
export function unreachedInvariants(ids: Iterable<string>): InvariantId[] {
	const known = new Set(ids);
	return (Object.keys(invariants) as InvariantId[]).filter((id) => !known.has(id));
}

function describeBroken(id: InvariantId): AegisError {
	return new AegisError(
		'INVARIANT_BROKEN',
		`An invariant of Aegis does not hold, ${id}: ${invariants[id]}.`,
		{
			fix: 'Nothing of it was done. It is a fault of Aegis: report it with the log of the service.',
		},
	);
}
