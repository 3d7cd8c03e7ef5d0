import type { Effect } from '@aegis/shared/effects';

export const promiseNames = [
	'P1',
	'P2',
	'P3',
	'P4',
	'P5',
	'P6',
	'P7',
	'P8',
	'P9',
	'P10',
	'comments',
	'log',
] as const;
export type PromiseName = (typeof promiseNames)[number];

/** Says of one effect after the other what is wrong with it; null when nothing is. */
export type Rule = (effect: Effect) => string | null;

/** What a log can be trusted to hold. A simulated world tells everything; real services die before they can. */
export interface Testimony {
	/** Every death of an agent is in the log, whoever killed it. */
	readonly deaths: boolean;
	/**
	 * Turns that were billed are in the log, or are not; `exact` where a worker that lives knows of each, too: what it
	 * tells is then the bill to the cent, and not only as much of it as it has seen.
	 */
	readonly bill: 'exact' | 'seen' | 'none';
}

/** Adding up dollars in binary is not exact. */
export const dust = 1e-6;
