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
}

export function parseLines(
	lines: readonly string[],
	ended: Ended = {},
): { events: RunnerEvent[]; verdict: RunnerVerdict } {
	const parser = createParser(createTask({ cwd: '/repo', configDir: '/config' }), ended.previousCostUsd ?? 0);
	const events = lines.flatMap((line) => parser.push(line));
	const { exitCode = 0, signal = null, stderr = '' } = ended;
	return { events, verdict: parser.finish(exitCode, signal, stderr) };
}
