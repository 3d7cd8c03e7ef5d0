import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { agentFor } from '@aegis/agents/agents';
import { isModelVariable, runners, type Runner, type RunnerTask } from '@aegis/agents/runner';
import { redact } from '@aegis/shared/redaction';
import { failpoint } from '@aegis/shared/failpoint';
import { namedEnvironment, pick } from '../core/environment.ts';
import { claudeInside, homeInside, tempInside } from '../core/bwrap-arguments.ts';
import { judgeByMeter } from '../core/metered-verdict.ts';
import { runAgentProcess, type AgentEnd } from '../process/agent-process.ts';
import { codingCli } from './coding-cli.ts';
import type { RunContext } from './context.ts';
import { enclose } from './enclose.ts';
import type { Prepared } from './prepare.ts';
import { writeInstructions } from './instructions.ts';
import { composePromptContext } from './prompt.ts';
import { beginSession, findSession, placeSessions, readSessionCost, writeSessionCost } from './session.ts';

/** Lets the run's agent work on the prepared worktree. Throws RunStopped when the lease is gone before it starts. */
export async function runAgent(run: RunContext, prepared: Prepared): Promise<AgentEnd> {
	const { spec, config, machine, held, report } = run;
	const agent = agentFor(spec.agent);
	const runner = runners['claude'] as Runner;
	const folders = makeFolders(run);
	const path = machine.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
	const argv = codingCli(run);
	const { door } = run;
	const passEnv = door.model?.environment ?? pick(machine.env, isModelVariable);
	const task = composeTask(run, prepared, folders, door.model !== null);
	const command = runner.command(task, { argv, passEnv, path, ...folders.seen });
	const { effects, workerId } = machine;
	const ids = { card: spec.cardGid, run: spec.runId };
	const parser = runner.createParser(task, readSessionCost(machine.home, task.resumeSessionId));
	report.prompt(task.prompt);
	held.assertMayGoOn();
	// Told before it is: of a worker that dies in between too much is known, never too little.
	effects.record({ kind: 'spawn', ...ids, epoch: spec.epoch, worker: workerId });
	beginSession(machine.home, task.resumeSessionId ?? task.sessionId, spec.runId);
	failpoint('worker.before-spawn', spec.agent);
	const cwd = prepared.worktree.path;
	const { home, configDir: claude } = folders.made;
	const enclosure = enclose(run, { argv, cwd, path, home, claude, readable: namedFiles(passEnv) });
	const end = await runAgentProcess({
		runner,
		command: {
			...command,
			env: {
				...namedEnvironment(machine.env, passedNames(run)),
				...command.env,
				...door.hostEnvironment,
			},
		},
		parser,
		cwd,
		scope: run.scope,
		enclosure,
		signal: held.signal,
		parking: held.parking,
		limits: {
			silenceMs: config.silence_timeout_minutes * 60_000,
			timeoutMs: Math.min(agent.timeoutMs, config.run_timeout_minutes * 60_000),
			// The door refuses the next call; an answer that crosses the cap is paid, and kept.
			budgetUsd: door.model === null ? spec.budgetUsd : Number.POSITIVE_INFINITY,
		},
		onStart: () => {
			failpoint('worker.after-spawn', spec.agent);
			run.log.info({ startMs: Math.round(performance.now() - run.invitedAt) }, 'agent started');
			report.note('agent started');
		},
		onEvent: (event) => {
			// Where there is a meter it tells itself.
			const told = event.type !== 'cost' || door.model === null;
			if (event.type === 'cost' && told) effects.record({ kind: 'cost', ...ids, usd: event.costUsd });
			if (told) report.event(event);
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
	if (door.model === null) return end;
	const verdict = judgeByMeter(end.verdict, await door.model.settle());
	return { ...end, verdict, metered: verdict.costUsd !== null };
}

/** What a project passes by name; not the model's key and address where the door holds them. */
function passedNames({ config, door }: RunContext): string[] {
	const names = config.runners.claude.pass_env;
	return door.model === null ? names : names.filter((name) => !isModelVariable(name));
}

function composeTask(
	run: RunContext,
	prepared: Prepared,
	folders: AgentFolders,
	metered: boolean,
): RunnerTask {
	const { spec, config, machine } = run;
	const agent = agentFor(spec.agent);
	return {
		prompt: redact(agent.renderPrompt(composePromptContext(run, prepared))),
		cwd: prepared.worktree.path,
		sessionId: randomUUID(),
		resumeSessionId: findSession(machine.home, spec.cardGid, spec.resumeSessionId),
		jsonSchema: agent.jsonSchema,
		access: agent.access,
		allowedCommands: config.test_command === null ? [] : [config.test_command],
		model: config.runners.claude.model ?? null,
		maxTurns: agent.maxTurns,
		budgetUsd: metered ? null : spec.budgetUsd,
		configDir: folders.seen.configDir,
		appendSystemPromptFile: seenFile(writeInstructions(folders.made.home, prepared.memory), folders),
	};
}

interface Folders {
	readonly home: string;
	readonly tempDir: string;
	readonly configDir: string;
}

/** The agent's own folders: where they were made, and where the agent sees them. */
interface AgentFolders {
	readonly made: Folders;
	readonly seen: Folders;
}

function makeFolders({ folder, machine, spec }: RunContext): AgentFolders {
	const made = {
		home: join(folder, 'home'),
		tempDir: join(folder, 'tmp'),
		configDir: placeSessions(machine.home, spec.cardGid),
	};
	for (const path of Object.values(made)) mkdirSync(path, { recursive: true, mode: 0o700 });
	if (machine.sandbox.mode === 'none') return { made, seen: made };
	return { made, seen: { home: homeInside, tempDir: tempInside, configDir: claudeInside } };
}

/** A file in the agent's home as the agent finds it. */
function seenFile(file: string | null, { made, seen }: AgentFolders): string | null {
	return file === null ? null : join(seen.home, relative(made.home, file));
}

/** Files that the model's settings name. */
function namedFiles(env: Readonly<Record<string, string>>): string[] {
	const names = ['NODE_EXTRA_CA_CERTS', 'GOOGLE_APPLICATION_CREDENTIALS'];
	return names.flatMap((name) => {
		const file = env[name];
		return file?.startsWith('/') === true && existsSync(file) ? [file] : [];
	});
}
