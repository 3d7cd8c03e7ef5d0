import { readFileSync } from 'node:fs';
import type { RunnerEvent, RunnerVerdict } from '../../src/runner.ts';
import { createParser } from '../../src/runner/claude/parser.ts';
import { createTask } from './run-runner.ts';

/** The recorded stdout of one run of the real CLI. */
export function fixtureLines(name: string): string[] {
	const text = readFileSync(new URL(`../fixtures/claude/${name}.jsonl`, import.meta.url), 'utf8');
	return text.split('\n').filter((line) => line !== '');
}

export interface Ended {
	readonly exitCode?: number | null;
	readonly signal?: string;
	readonly stderr?: string;
	readonly previousCostUsd?: number;
	/** Whether that is all the session had cost; true when left out. */
	readonly previousCostCertain?: boolean;
}

export function parseLines(
	lines: readonly string[],
	ended: Ended = {},
): { events: RunnerEvent[]; verdict: RunnerVerdict } {
	const { previousCostUsd: usd = 0, previousCostCertain: certain = true } = ended;
	const parser = createParser(createTask({ cwd: '/repo', configDir: '/config' }), { usd, certain });
	const events = lines.flatMap((line) => parser.push(line));
	const { exitCode = 0, signal = null, stderr = '' } = ended;
	return { events, verdict: parser.finish(exitCode, signal, stderr) };
}
