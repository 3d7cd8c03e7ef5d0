import { sleep, type Clock } from '@aegis/shared/clock';
import type { RunKey, RunSpec } from '@aegis/shared/domain';
import type { Logger } from '@aegis/shared/log';
import { ClaimReply } from '@aegis/shared/messages';
import type { MasterLine } from '../master-line.ts';

interface Granted {
	readonly kind: 'granted';
	readonly spec: RunSpec;
	readonly askedAt: number;
	readonly leaseMs: number;
}

export type Claim = Granted | { readonly kind: 'refused'; readonly why: string; readonly restMs: number };

/** Milliseconds a claim may stay unanswered before it is made again. */
const askAgainMs = 2_000;
/** Milliseconds an answer is still waited for: where the line is slow every one of them takes longer than that. */
const answerMs = 10_000;

/**
 * Asks the master for a run's lease until it answers any of the questions: the invitation is ours as long as we have
 * not answered it. Refused when the worker stops meanwhile.
 */
export async function claimRun(
	line: Pick<MasterLine, 'ask'>,
	key: RunKey,
	worker: { workerId: string; incarnation: string },
	options: { signal: AbortSignal; clock: Clock; log: Logger },
): Promise<Claim> {
	const { clock, signal } = options;
	const { runId, cardGid, projectGid, epoch } = key;
	const question = { type: 'run.claim', run: { runId, cardGid, projectGid, epoch }, ...worker };
	/** Of several grants that came at once the one asked for last: its lease is proven for longest. */
	let latest: Granted | null = null;
	const ask = async (): Promise<Claim> => {
		const askedAt = clock.monotonic();
		const asked = { timeoutMs: answerMs, signal };
		const answer = readAnswer((await line.ask('master', question, asked)).message, askedAt);
		if (answer.kind === 'granted' && askedAt >= (latest?.askedAt ?? askedAt)) latest = answer;
		return answer;
	};
	let answers: Promise<Claim>[] = [];
	while (!signal.aborted) {
		answers = [...answers.slice(-Math.ceil(answerMs / askAgainMs)), ask()];
		const answer = await firstWithin(answers, askAgainMs, { clock, signal });
		if (answer !== null) return answer.kind === 'granted' ? (latest ?? answer) : answer;
		options.log.debug('claim got no answer yet');
	}
	return { kind: 'refused', why: 'this worker is stopping', restMs: 0 };
}

/** What ends the waiting: nobody sees it. */
const enough = new Error('answered');

/** The first that is answered; null when none was in all this time, however soon they failed: nobody is to spin. */
async function firstWithin(
	answers: readonly Promise<Claim>[],
	ms: number,
	{ clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Claim | null> {
	const stop = new AbortController();
	// Aborted by an answer, or by the worker's stop.
	const late = sleep(clock, ms, AbortSignal.any([stop.signal, signal])).then(
		() => null,
		() => null,
	);
	try {
		return await Promise.race([Promise.any(answers).catch(() => late), late]);
	} finally {
		stop.abort(enough);
	}
}

function readAnswer(message: unknown, askedAt: number): Claim {
	const { granted, why, restMs = 0, leaseMs, spec } = ClaimReply.parse(message);
	if (granted && leaseMs !== undefined && spec !== undefined)
		return { kind: 'granted', spec, askedAt, leaseMs };
	return { kind: 'refused', why: why ?? 'no reason given', restMs };
}
