import type { LiveCost } from './live-cost.ts';
import type { RunnerStatus, SessionCost } from '../contract.ts';
import type { ResultLine } from './lines.ts';

/** All that is known of a run when its process has ended. */
export interface RunEnd {
	readonly result: ResultLine | null;
	readonly sessionId: string | null;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly stderrTail: string;
	readonly before: SessionCost;
	readonly live: LiveCost;
	readonly limitUntilMs: number | null;
	/** When it ended, in milliseconds since the epoch. */
	readonly now: number;
	/** True where the model had begun an answer of which the end never came. */
	readonly cutOff: boolean;
}

export interface Failure {
	readonly status: Exclude<RunnerStatus, 'succeeded'>;
	readonly code: string;
	readonly message: string;
	readonly untilMs?: number | null;
}

export const unknownSession: Failure = {
	status: 'failed',
	code: 'SESSION_UNKNOWN',
	message: 'The session to go on with is not on this machine. Start the run with a new session.',
};
