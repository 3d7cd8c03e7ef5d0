import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { agentFor } from '@aegis/agents/agents';
import {
	isModelVariable,
	parseCommandLine,
	runners,
	type Runner,
	type RunnerTask,
} from '@aegis/agents/runner';
import { failpoint } from '@aegis/shared/failpoint';
import { namedEnvironment, pick } from '../core/environment.ts';
import { runAgentProcess, type AgentEnd } from '../process/agent-process.ts';
import type { RunContext } from './context.ts';
import type { Prepared } from './prepare.ts';
import { writeInstructions } from './instructions.ts';
import { composePromptContext } from './prompt.ts';
import { beginSession, findSession, readSessionCost, writeSessionCost } from './session.ts';

/** Lets the run's agent work on the prepared worktree. Throws RunStopped when the lease is gone before it starts. */
export async function runAgent(run: RunContext, prepared: Prepared): Promise<AgentEnd> {
	const { spec, config, machine, held, report } = run;
	const agent = agentFor(spec.agent);
	const runner = runners['claude'] as Runner;
	const folders = makeFolders(run);
	const task = composeTask(run, prepared, folders);
	const command = runner.command(task, {
		argv: commandLine(run),
		passEnv: pick(machine.env, isModelVariable),
		path: machine.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
		...folders,
	});
	const { effects, workerId } = machine;
	const ids = { card: spec.cardGid, run: spec.runId };
	const parser = runner.createParser(task, readSessionCost(machine.home, task.resumeSessionId));
	report.prompt(task.prompt);
	held.assertMayGoOn();
	// Told before it is: of a worker that dies in between too much is known, never too little.
	effects.record({ kind: 'spawn', ...ids, epoch: spec.epoch, worker: workerId });
	beginSession(machine.home, task.resumeSessionId ?? task.sessionId, spec.runId);
	failpoint('worker.before-spawn', spec.agent);
	const end = await runAgentProcess({
		runner,
		command: {
			...command,
			env: { ...namedEnvironment(machine.env, config.runners.claude.pass_env), ...command.env },
		},
		parser,
		cwd: prepared.worktree.path,
		scope: run.scope,
		signal: held.signal,
		parking: held.parking,
		limits: {
			silenceMs: config.silence_timeout_minutes * 60_000,
			timeoutMs: Math.min(agent.timeoutMs, config.run_timeout_minutes * 60_000),
			budgetUsd: spec.budgetUsd,
		},
		onStart: () => {
			failpoint('worker.after-spawn', spec.agent);
			run.log.info({ startMs: Math.round(performance.now() - run.invitedAt) }, 'agent started');
			report.note('agent started');
		},
		onEvent: (event) => {
			if (event.type === 'cost') effects.record({ kind: 'cost', ...ids, usd: event.costUsd });
			report.event(event);
			failpoint('worker.mid-turn', spec.agent);
		},
		onFinal: (verdict) => {
			failpoint('worker.before-total', spec.agent);
			writeSessionCost(machine.home, spec.runId, verdict);
		},
		onExit: () => failpoint('worker.after-exit', spec.agent),
	});
	effects.record({ kind: 'dead', ...ids });
	writeSessionCost(machine.home, spec.runId, end.verdict);
	return end;
}

function composeTask(run: RunContext, prepared: Prepared, folders: { home: string }): RunnerTask {
	const { spec, config, machine } = run;
	const agent = agentFor(spec.agent);
	return {
		prompt: agent.renderPrompt(composePromptContext(run, prepared)),
		cwd: prepared.worktree.path,
		sessionId: randomUUID(),
		resumeSessionId: findSession(machine.home, spec.resumeSessionId),
		jsonSchema: agent.jsonSchema,
		access: agent.access,
		allowedCommands: config.test_command === null ? [] : [config.test_command],
		model: config.runners.claude.model ?? null,
		maxTurns: agent.maxTurns,
		budgetUsd: spec.budgetUsd,
		configDir: machine.home.claude,
		appendSystemPromptFile: writeInstructions(folders.home, prepared.memory),
	};
}

function commandLine({ machine, config }: RunContext): string[] {
	const command = machine.claudeCommand ?? config.runners.claude.command ?? 'claude';
	return typeof command === 'string' ? parseCommandLine(command) : command;
}

function makeFolders({ folder, machine }: RunContext): { home: string; tempDir: string } {
	const folders = { home: join(folder, 'home'), tempDir: join(folder, 'tmp') };
	for (const path of [folders.home, folders.tempDir, machine.home.claude]) {
		mkdirSync(path, { recursive: true, mode: 0o700 });
	}
	return folders;
}
