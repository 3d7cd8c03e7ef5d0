import { describeFailure, type Answer, type BoardFailure } from './failure.ts';

/** Ends a reading that cannot be finished; whoever started it waits and starts it again. */
export class BoardTrouble extends Error {
	readonly failure: BoardFailure;

	constructor(failure: BoardFailure) {
		super(describeFailure(failure));
		this.name = 'BoardTrouble';
		this.failure = failure;
	}
}

/** The value of an answer; throws BoardTrouble where there is none. */
export function valueOf<Value>(answer: Answer<Value>): Value {
	if (answer.ok) return answer.value;
	throw new BoardTrouble(answer.failure);
}

/** A refused token passes too: a person will put it right, and what was to be done must then be done. */
export function mayPass(failure: BoardFailure): boolean {
	return failure.kind === 'unavailable' || failure.kind === 'rate-limited' || failure.kind === 'unauthorized';
}
