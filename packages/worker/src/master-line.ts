import type { Envelope } from '@aegis/shared/messages';

/** A worker's way to the master: questions with a deadline, and what is told at most once. `Peer` is one over Redis. */
export interface MasterLine {
	/** Resolves once it was sent. The same `id` may be given again to repeat what may have got lost. */
	tell(actor: 'master', message: { type: string }, id?: string): Promise<void>;
	/** Rejects after `timeoutMs` or when `signal` aborts. */
	ask(
		actor: 'master',
		message: { type: string },
		options: { timeoutMs: number; signal?: AbortSignal },
	): Promise<Pick<Envelope, 'message'>>;
}
