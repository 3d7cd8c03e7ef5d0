import type { Logger } from '@aegis/shared/log';
import type { SyncerActor } from '../reading/recorder.ts';
import type { ProjectFacts } from '../store/project-facts.ts';
import { tellMaster } from '../store/mirror.ts';
import { comesWithin } from './comes-within.ts';
import type { Tenure } from './tenure.ts';

/** Milliseconds that a master has to say where things stand, before the project is read without its answer. */
const answerMs = 5_000;

/**
 * Returns when commands may be carried out: at once where this store followed the project last, else when the master has
 * said where things stand, or when the service stops. Where the master is slow to answer, `follow` starts the reading.
 */
export async function takeUpProject(options: {
	tenure: Pick<Tenure, 'ask' | 'confirm'>;
	facts: ProjectFacts;
	actor: SyncerActor;
	projectGid: string;
	/** Resolves when the master's answer is committed. */
	settled: Promise<void>;
	signal: AbortSignal;
	follow: { start(): void; request(): void };
	log: Logger;
}): Promise<void> {
	const { tenure, facts, actor, projectGid, signal, follow, log } = options;
	if (await tenure.confirm(facts)) return;
	log.info('the project was followed with another store: asking the master where things stand');
	const ask = tellMaster({ type: 'project.joined', projectGid, ask: tenure.ask });
	await actor.act(async () => [ask]);
	const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
	signal.addEventListener('abort', () => stop(), { once: true });
	const settled = Promise.race([options.settled, stopped]);
	if (await comesWithin(settled, answerMs)) return;
	log.warn('the master does not answer: the board is read, and not written to until it does');
	follow.start();
	await settled;
	// What was told meanwhile may have counted as older than what the master knew.
	if (!signal.aborted) await actor.act(async (tx) => (await tx.saveCursor({ crawledAt: 0 }), []));
	follow.request();
}
