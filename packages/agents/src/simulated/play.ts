import { setTimeout as delay } from 'node:timers/promises';
import type { Bill } from './bill.ts';
import { markSimulated } from './mark.ts';
import type { Denial, Protocol } from './protocol.ts';
import type { Step } from './scenario.ts';
import { deleteFile, replaceText, resolveInside, runShell, writeText, type ToolOutcome } from './tools.ts';

export interface Play {
	readonly steps: readonly Step[];
	readonly answer: Readonly<Record<string, unknown>> | null;
	/** US dollars of the whole run; a small fixed sum per turn when left out. */
	readonly costUsd: number | undefined;
	readonly delayMs: number;
	readonly speed: number;
	readonly maxTurns: number;
	readonly maxBudgetUsd: number;
	/** null means every tool. */
	readonly tools: readonly string[] | null;
	readonly cwd: string;
	readonly bill: Bill;
}

export type Ending =
	| { readonly kind: 'answered'; readonly answer: Readonly<Record<string, unknown>> | null }
	| { readonly kind: 'out-of-turns' | 'out-of-budget' | 'interrupted' }
	| { readonly kind: 'api-error'; readonly status: number; readonly resetsAt: number | null };

/** What a run has come to, readable at any moment: a signal may end it between two turns. */
export interface Progress {
	turns: number;
	costUsd: number;
	readonly denials: Denial[];
}

const usualTurnCostUsd = 0.0042;

/** Plays the steps and then the answer, each model call a turn with its cost, under the limits of the real CLI. */
export async function play(
	run: Play,
	protocol: Protocol,
	progress: Progress,
	stop: AbortSignal,
): Promise<Ending> {
	const costs =
		1 +
		run.steps.filter((step) => !('wait' in step || 'hang' in step || 'garbage' in step || 'crash' in step))
			.length;
	const turnCostUsd = run.costUsd === undefined ? usualTurnCostUsd : run.costUsd / costs;

	/** The limits are looked at before each call, so the last call may go beyond the budget: as the real CLI does. */
	async function takeTurn(call: (costUsd: number) => unknown): Promise<Ending | null> {
		if (progress.turns >= run.maxTurns) return { kind: 'out-of-turns' };
		if (progress.turns > 0 && progress.costUsd >= run.maxBudgetUsd) return { kind: 'out-of-budget' };
		await pause(run.delayMs);
		if (stop.aborted) return { kind: 'interrupted' };
		progress.turns += 1;
		progress.costUsd += turnCostUsd;
		run.bill.turn(turnCostUsd);
		await call(turnCostUsd);
		return stop.aborted ? { kind: 'interrupted' } : null;
	}

	async function useTool(
		name: string,
		input: object,
		use: () => ToolOutcome | Promise<ToolOutcome>,
	): Promise<Ending | null> {
		return takeTurn(async (costUsd) => {
			const id = protocol.tool(name, input, costUsd);
			const missing = run.tools !== null && !run.tools.includes(name);
			const outcome = missing ? { ok: false, text: `Error: No such tool available: ${name}.` } : await use();
			if (outcome.denied === true)
				progress.denials.push({ tool_name: name, tool_use_id: id, tool_input: input });
			protocol.toolResult(id, outcome.text, !outcome.ok);
		});
	}

	function useFile(
		name: string,
		file: string,
		use: (absolute: string) => ToolOutcome,
		more: object = {},
	): Promise<Ending | null> {
		const absolute = resolveInside(run.cwd, file);
		const refused = `Claude requested permissions to write to ${file}, but you haven't granted it yet.`;
		return useTool(name, { file_path: absolute ?? file, ...more }, () =>
			absolute === null ? { ok: false, denied: true, text: refused } : use(absolute),
		);
	}

	async function pause(milliseconds: number): Promise<void> {
		// Rejected only because the agent is stopped.
		await delay(milliseconds / run.speed, undefined, { signal: stop }).catch(() => {});
	}

	async function playStep(step: Step): Promise<Ending | null> {
		if ('say' in step) return takeTurn((costUsd) => protocol.text(markSimulated(step.say), costUsd));
		if ('write' in step) {
			const { path, content } = step.write;
			return useFile('Write', path, (file) => writeText(file, content), { content });
		}
		if ('replace' in step) {
			const { path, find, with: replacement } = step.replace;
			return useFile('Edit', path, (file) => replaceText(file, find, replacement));
		}
		if ('delete' in step) return useFile('Edit', step.delete, deleteFile);
		if ('run' in step) return useTool('Bash', { command: step.run }, () => runShell(step.run, run.cwd, stop));
		if ('denied' in step) {
			const text = 'This command requires approval';
			return useTool('Bash', { command: step.denied }, () => ({ ok: false, denied: true, text }));
		}
		if ('fail' in step) return fail(step.fail.apiStatus, step.fail.resetsAt ?? null);
		if ('wait' in step) await pause(step.wait);
		else if ('hang' in step) await delay(2 ** 31 - 1, undefined, { signal: stop }).catch(() => {});
		else if ('garbage' in step) protocol.raw(`${step.garbage}\n`);
		else process.kill(process.pid, step.crash);
		return stop.aborted ? { kind: 'interrupted' } : null;
	}

	async function fail(status: number, resetsAt: number | null): Promise<Ending> {
		if (resetsAt !== null) protocol.rateLimit(resetsAt);
		else if (status >= 500) [1, 2].forEach((attempt) => protocol.retry(attempt, status));
		return { kind: 'api-error', status, resetsAt };
	}

	for (const step of run.steps) {
		const ending = await playStep(step);
		if (ending !== null) return ending;
	}
	const { answer } = run;
	const ending = await takeTurn((costUsd) => {
		if (answer === null) return protocol.text(markSimulated('I have nothing to answer.'), costUsd);
		const id = protocol.tool('StructuredOutput', answer, costUsd);
		protocol.toolResult(id, 'Structured output provided successfully', false);
	});
	return ending ?? { kind: 'answered', answer };
}
