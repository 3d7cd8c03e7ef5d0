import { join } from 'node:path';
import { execa } from 'execa';
import { locateHome, type Home } from '@aegis/shared/config';
import { cliEntry, cliEnvironment } from './run-cli.ts';

/** The document `aegis demo --json` prints. */
export interface DemoDocument {
	readonly ok: boolean;
	readonly cards: readonly {
		readonly gid: string;
		readonly name: string;
		readonly story: string;
		readonly section: string;
		readonly completed: boolean;
		readonly runs: readonly {
			readonly agent: string;
			readonly outcome: string;
			readonly costUsd: number | null;
		}[];
		readonly costUsd: number;
		readonly reason: string | null;
	}[];
	readonly repository: string;
	readonly remote: string;
	readonly mainBefore: string;
	readonly mainAfter: string;
	readonly durationMs: number;
}

export interface RunningDemo extends AsyncDisposable {
	readonly home: Home;
	readonly finished: Promise<{
		readonly exitCode?: number;
		readonly stdout: string;
		readonly stderr: string;
	}>;
	hasEnded(): boolean;
	interrupt(): void;
}

/** Starts a demo, ended on disposal, that keeps everything in `kept` inside of `folder`, which is its temporary folder too. */
export function startDemo(folder: string, speed: number): RunningDemo {
	const keep = join(folder, 'kept');
	const args = ['demo', '--yes', '--no-open', '--json', '--keep', keep, '--speed', String(speed)];
	const demo = execa(process.execPath, [cliEntry, ...args], {
		reject: false,
		extendEnv: false,
		env: cliEnvironment(folder, { TMPDIR: folder }),
		timeout: 220_000,
	});
	let ended = false;
	void demo.then(() => (ended = true));
	return {
		home: locateHome(keep),
		finished: demo,
		hasEnded: () => ended,
		interrupt: () => demo.kill('SIGINT'),
		async [Symbol.asyncDispose]() {
			demo.kill('SIGINT');
			await demo;
		},
	};
}

/** The agents that must have succeeded for each story, in this order and no others. */
export const agentsOfStory: Readonly<Record<string, readonly string[]>> = {
	straight: ['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'],
	blocked: ['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'],
	clarified: ['Triage', 'Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'],
	rejected: ['Triage', 'Planner', 'Worker', 'Reviewer', 'Worker', 'Reviewer', 'Merger'],
	withdrawn: ['Triage'],
};
