import type { PromiseName } from '@aegis/checker/core/rule';

/** Something that must not be, and which promise it breaks. `card` is empty where it concerns no card. */
export interface Problem {
	readonly promise: PromiseName;
	readonly card: string;
	readonly what: string;
}
