import { homedir, hostname } from 'node:os';
import { Peer } from '@aegis/shared/actor';
import type { Intent, RunResult } from '@aegis/shared/domain';
import { machineChance, machineClock } from '@aegis/shared/clock';
import type { Logger } from '@aegis/shared/log';
import { emptyScope } from '@aegis/shared/process';
import { consumeWork } from '@aegis/shared/queue';
import { findPersonSecrets, keepSecrets, redactDeep } from '@aegis/shared/redaction';
import type { Keys } from '@aegis/shared/redis';
import { leash } from './process/scoped-process.ts';
import { JournalDisk } from './result/journal-disk.ts';
import { ResultDisk } from './result/result-disk.ts';
import type { Machine } from './run/context.ts';
import { executeRun } from './run/execute-run.ts';
import { openWorkplace } from './run/git-workplace.ts';
import { openRun } from './run/open-run.ts';
import { watchRunDisk } from './run/run-disk.ts';
import { Sweeper } from './sweep/sweeper.ts';
import { Watchdog } from './watchdog/watchdog.ts';
import { Worker, type CarryOut } from './worker.ts';

export interface WorkerOptions {
	readonly workerId: string;
	readonly redisUrl: string;
	readonly keys: Keys;
	readonly slots: number;
	readonly heartbeatMs: number;
	/** How long agents have after a stop was asked for to get to the end of a turn. Milliseconds. */
	readonly drainMs: number;
	/** How long what finished cards left behind is kept; 0 keeps it for ever. Milliseconds. */
	readonly keepMs: number;
	readonly machine: Machine;
	/** This process is the worker and nothing else: the watchdog may kill it. */
	readonly ownsProcess: boolean;
	readonly log: Logger;
}

/**
 * Starts a worker on this machine: Redis, disk, git and processes as they are. It takes runs once everything is gone
 * that a dead predecessor of this worker id left alive.
 */
export async function startWorker(options: WorkerOptions): Promise<AsyncDisposable> {
	const { workerId, redisUrl, keys, slots, log } = options;
	const journals = new JournalDisk(options.machine.home.runs, workerId);
	const machine: Machine = { ...options.machine, journals };
	if (!(await emptyScope(machine.scope))) log.error('processes of an earlier worker could not be killed');
	machine.effects.record({ kind: 'started', card: '', worker: workerId });
	keepSecrets(findPersonSecrets(machine.env['HOME'] ?? homedir()));
	// Found now, so that the first run need not wait for it.
	leash();
	const peer = new Peer({
		name: workerId,
		redisUrl,
		keys,
		log,
		onMessage: ({ message }) => worker.hear(message),
	});
	peer.start();
	const worker = new Worker({
		...options,
		host: hostname(),
		pid: process.pid,
		clock: machineClock,
		chance: machineChance,
		line: peer,
		results: new ResultDisk(machine.home.runs, workerId),
		journals,
		watchdog: new Watchdog({ scope: machine.scope, killsUs: options.ownsProcess, log }),
		takeWork: (handle) =>
			consumeWork({
				redisUrl,
				keys,
				slots,
				handle,
				onError: (error) => log.debug({ err: error }, 'work queue is away'),
			}),
		carryOut: carryOutWith({ machine, peer, keys, workerId }),
		effects: machine.effects,
	});
	const sweeper = new Sweeper({ machine, peer, log, keepMs: options.keepMs });
	return {
		async [Symbol.asyncDispose]() {
			sweeper[Symbol.dispose]();
			await worker[Symbol.asyncDispose]();
		},
	};
}

function carryOutWith(parts: { machine: Machine; peer: Peer; keys: Keys; workerId: string }): CarryOut {
	const { machine, ...line } = parts;
	return async (spec, held, about) => {
		const opened = await openRun(spec, held, machine, { ...line, ...about });
		if (opened.kind === 'unusable') return redactDeep(opened.result);
		using _ = opened.run.report;
		await using _door = opened.run.door;
		using _disk = watchRunDisk(opened.run);
		const { mode, why } = machine.sandbox;
		opened.run.report.note(mode === 'none' ? `without a sandbox: ${why}` : `in a sandbox of ${mode}`);
		const result = await executeRun(opened.run, openWorkplace(opened.run));
		// It goes to Redis, to the master's store and on to the card.
		return redactDeep(tellSandbox(result, { mode, why }));
	};
}

/** The result with what its run was kept in; the card says it where that was nothing. */
function tellSandbox(result: RunResult, sandbox: NonNullable<RunResult['sandbox']>): RunResult {
	const { outcome } = result;
	if (sandbox.mode !== 'none' || outcome.kind !== 'succeeded') return { ...result, sandbox };
	const facts: Intent['facts'] = [...outcome.intent.facts, ['Sandbox', `none: ${sandbox.why}`]];
	return { ...result, sandbox, outcome: { ...outcome, intent: { ...outcome.intent, facts } } };
}
