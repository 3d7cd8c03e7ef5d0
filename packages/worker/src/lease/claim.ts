import type { Peer } from '@aegis/shared/actor';
import type { RunKey, RunSpec } from '@aegis/shared/domain';
import type { Logger } from '@aegis/shared/log';
import { ClaimReply } from '@aegis/shared/messages';

export type Claim =
	| { readonly kind: 'granted'; readonly spec: RunSpec; readonly askedAt: number; readonly leaseMs: number }
	| { readonly kind: 'refused'; readonly why: string };

/** Milliseconds a claim may stay unanswered before it is made again. */
const answerMs = 2_000;

/**
 * Asks the master for a run's lease until it answers: the invitation is ours as long as we have not answered it.
 * Refused when the worker stops meanwhile.
 */
export async function claimRun(
	peer: Peer,
	key: RunKey,
	worker: { workerId: string; incarnation: string },
	options: { signal: AbortSignal; log: Logger },
): Promise<Claim> {
	const { runId, cardGid, projectGid, epoch } = key;
	const question = { type: 'run.claim', run: { runId, cardGid, projectGid, epoch }, ...worker };
	while (!options.signal.aborted) {
		const askedAt = performance.now();
		const answer = await peer
			.ask('master', question, { timeoutMs: answerMs, signal: options.signal })
			.catch((error: unknown) => {
				options.log.debug({ err: error }, 'claim got no answer');
				return null;
			});
		if (answer !== null) return readAnswer(answer.message, askedAt);
		// Redis itself may be away: do not spin.
		if (performance.now() - askedAt < answerMs / 4) await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return { kind: 'refused', why: 'this worker is stopping' };
}

function readAnswer(message: unknown, askedAt: number): Claim {
	const { granted, why, leaseMs, spec } = ClaimReply.parse(message);
	if (granted && leaseMs !== undefined && spec !== undefined)
		return { kind: 'granted', spec, askedAt, leaseMs };
	return { kind: 'refused', why: why ?? 'no reason given' };
}
