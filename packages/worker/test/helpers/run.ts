import { join } from 'node:path';
import { machineClock } from '@aegis/shared/clock';
import { ProjectConfig, locateHome } from '@aegis/shared/config';
import type { AgentName, RunSpec } from '@aegis/shared/domain';
import { EffectLog } from '@aegis/shared/effects';
import { createLogger } from '@aegis/shared/log';
import { nameScope } from '@aegis/shared/process';
import { snapshot } from '@aegis/shared/testing';
import type { ExecutionContext } from 'ava';
import { gitEnvironment } from '../../src/core/environment.ts';
import { openRepository } from '../../src/git/repository.ts';
import { HeldRun } from '../../src/lease/held-run.ts';
import { openRoad } from '../../src/door/run-door.ts';
import type { RunContext } from '../../src/run/context.ts';
import { RunReport } from '../../src/run/report.ts';
import { without, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { placeCard } from '../../src/workspace/paths.ts';
import type { TestRepository } from './repository.ts';

let serial = 0;

export function makeSpec(path: string, agent: AgentName, overrides: Partial<RunSpec> = {}): RunSpec {
	const gid = overrides.cardGid ?? '1001';
	return {
		runId: `run-${process.pid}-${++serial}`,
		cardGid: gid,
		projectGid: '77',
		epoch: 1,
		agent,
		card: snapshot({
			gid,
			projectGid: '77',
			name: 'Say hello',
			notes: 'Please.',
			agent,
			swarmStatus: 'Idle',
			createdByGid: null,
		}),
		project: { gid: '77', name: 'Test', path },
		budgetUsd: 1,
		resumeSessionId: null,
		attempt: 1,
		reviewRound: 0,
		findings: null,
		plan: null,
		approvedHead: null,
		otherCards: [],
		...overrides,
	};
}

/** A run with a lease that outlives the test, without a master or Redis. */
export async function openTestRun(
	t: ExecutionContext,
	repository: TestRepository,
	options: {
		agent?: AgentName;
		config?: Partial<ProjectConfig>;
		spec?: Partial<RunSpec>;
		claude?: string;
		sandbox?: Sandbox;
		takeLimit?: number;
	} = {},
): Promise<RunContext> {
	const home = locateHome(join(repository.root, 'home'));
	const config = ProjectConfig.parse({
		test_command: 'sh check.sh',
		remote: repository.remote === null ? null : 'origin',
		...options.config,
	});
	const spec = makeSpec(repository.path, options.agent ?? 'Worker', options.spec);
	const opened = await openRepository(repository.path, gitEnvironment(process.env));
	const log = createLogger('worker', { level: 'silent' });
	const held = new HeldRun(spec, { askedAt: performance.now(), leaseMs: 600_000 }, machineClock);
	const folder = join(home.runs, spec.runId);
	const report = new RunReport({ folder, log, onProgress: () => {}, onText: () => {} });
	const effects = new EffectLog({ folder: home.effects, service: 'worker-1', log });
	t.teardown(() => {
		effects[Symbol.dispose]();
		held[Symbol.dispose]();
		report[Symbol.dispose]();
	});
	const scope = nameScope(home.root, 'worker-test');
	const runScope = `${scope}/${spec.runId}`;
	return {
		spec,
		held,
		invitedAt: performance.now(),
		config,
		machine: {
			home,
			env: process.env,
			claudeCommand: options.claude,
			scope,
			workerId: 'worker-1',
			sandbox: options.sandbox ?? without('the test says so'),
			caches: [],
			diskLimit: 2 ** 40,
			takeLimit: options.takeLimit ?? 2 ** 31,
			effects,
		},
		repository: opened,
		remote: config.remote === null ? null : { name: config.remote, url: repository.remote },
		place: placeCard(opened, config.worktree_dir, spec.cardGid),
		folder,
		scope: runScope,
		ends: { signal: held.signal, scope: runScope },
		report,
		door: openRoad,
		log,
	};
}
