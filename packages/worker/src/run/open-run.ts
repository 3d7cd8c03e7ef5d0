import { join } from 'node:path';
import type { Peer } from '@aegis/shared/actor';
import { loadTracked, SettingsCache, type Home, type ReadSettings } from '@aegis/shared/config';
import type { RunResult, RunSpec } from '@aegis/shared/domain';
import { AegisError } from '@aegis/shared/errors';
import { publishLive } from '@aegis/shared/live';
import type { Logger } from '@aegis/shared/log';
import type { Keys } from '@aegis/shared/redis';
import { gitEnvironment } from '../core/environment.ts';
import { addressRemote } from '../git/remote.ts';
import { openRepository } from '../git/repository.ts';
import type { HeldRun } from '../lease/held-run.ts';
import { openRunDoor } from '../door/run-door.ts';
import { placeCard } from '../workspace/paths.ts';
import type { Machine, RunContext } from './context.ts';
import { RunReport } from './report.ts';

/** Gathers what a run needs. A project that cannot be worked in is a result already. */
export async function openRun(
	spec: RunSpec,
	held: HeldRun,
	machine: Machine,
	options: { peer: Peer; keys: Keys; log: Logger; workerId: string; invitedAt: number },
): Promise<{ kind: 'open'; run: RunContext } | { kind: 'unusable'; result: RunResult }> {
	const { peer, keys, log, workerId, invitedAt } = options;
	const folder = join(machine.home.runs, spec.runId);
	const { runId, cardGid, agent } = spec;
	const report = new RunReport({
		folder,
		log,
		onProgress: (progress) => {
			const message = { type: 'run.progress', run: held.key, workerId, ...progress };
			// The next progress says it too.
			peer.tell('master', message).catch(() => {});
		},
		onText: (text, costUsd) =>
			publishLive(peer.redis, keys, {
				type: 'run.event',
				at: Date.now(),
				runId,
				cardGid,
				agent,
				text,
				costUsd,
			}),
	});
	try {
		const repository = await openRepository(spec.project.path, gitEnvironment(machine.env));
		const { config, remoteUrl } = await readProjectSettings(machine, spec.project);
		const remote = config.remote === null ? null : { name: config.remote, url: remoteUrl };
		// No model is paid for what could not be pushed.
		if (remote !== null) await addressRemote(repository, remote);
		const place = placeCard(repository, config.worktree_dir, cardGid);
		const scope = `${machine.scope}/${runId}`;
		const door = await openRunDoor({ spec, machine, config, report, log, folder });
		return {
			kind: 'open',
			run: {
				spec,
				held,
				invitedAt,
				config,
				machine,
				repository,
				remote,
				place,
				folder,
				scope,
				ends: { signal: held.signal, scope },
				report,
				door,
				log,
			},
		};
	} catch (error) {
		report[Symbol.dispose]();
		const known = error instanceof AegisError ? error : null;
		log.error({ err: error, code: known?.code }, 'project cannot be worked in');
		const outcome = {
			kind: 'failed',
			code: known?.code ?? 'WORKER_ERROR',
			message: known === null ? `The worker failed: ${String(error)}` : `${known.message} ${known.fix}`,
		} as const;
		return {
			kind: 'unusable',
			result: {
				outcome,
				costUsd: 0,
				sessionId: spec.resumeSessionId,
				turns: null,
				durationMs: 0,
				worktreePath: null,
			},
		};
	}
}

const caches = new Map<string, SettingsCache>();

/** By the word of this machine's operator, not by that of who sends the run. Throws SETTINGS_UNREADABLE. */
async function readProjectSettings(
	{ home, env }: { home: Home; env: Readonly<Record<string, string | undefined>> },
	{ gid, path }: RunSpec['project'],
): Promise<ReadSettings> {
	const tracked = loadTracked(home, env['ASANA_PORTFOLIO_GID']).find((project) => project.gid === gid);
	const cache = caches.get(home.root) ?? new SettingsCache(home);
	caches.set(home.root, cache);
	const read = await cache.read({ gid, path, settings: tracked?.settings });
	if (read.heldUp === null) return read;
	throw new AegisError('SETTINGS_UNREADABLE', `Nothing is done in ${path}: ${read.heldUp}.`, {
		fix: 'Correct it there, or confirm other settings with `aegis project trust`.',
	});
}
