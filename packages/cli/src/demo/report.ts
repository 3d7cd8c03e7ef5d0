import type { Terminal } from '../output/terminal.ts';
import { formatDuration, formatTable, formatUsd } from '../output/table.ts';
import type { DemoRepository } from './repository.ts';
import type { StoryResult } from './verify.ts';
import type { Watched } from './watch.ts';

/** What a demo came to. */
export interface DemoOutcome {
	readonly results: readonly StoryResult[];
	readonly watched: Watched;
	readonly repository: DemoRepository;
	readonly mainAfter: string;
	readonly log: string;
	/** What is wrong beyond a single story. */
	readonly problems: readonly string[];
	readonly durationMs: number;
}

export function isGood({ results, problems }: DemoOutcome): boolean {
	return problems.length === 0 && results.every((result) => result.problems.length === 0);
}

/** The one document `demo --json` prints. */
export function describeOutcome(outcome: DemoOutcome): object {
	const { results, watched, repository, mainAfter, problems, durationMs } = outcome;
	return {
		ok: isGood(outcome),
		cards: results.map(({ story, gid, seen, problems: wrong }) => {
			const view = watched.views.get(story.key);
			return {
				gid,
				name: story.name,
				story: story.key,
				section: seen.section,
				completed: seen.completed,
				runs: (view?.runs ?? []).map(({ agent, outcome: end, costUsd }) => ({
					agent,
					outcome: end,
					costUsd,
				})),
				costUsd: view?.costUsd ?? null,
				reason: [...wrong, ...problems].join('; ') || (view?.reason?.text ?? null),
			};
		}),
		repository: repository.path,
		remote: repository.remote,
		mainBefore: repository.mainBefore,
		mainAfter,
		durationMs,
	};
}

/** The table, the log of main and the next steps, for people. */
export function printOutcome(terminal: Terminal, outcome: DemoOutcome, kept: boolean): void {
	const { paint } = terminal;
	const rows = outcome.results.map(({ story, seen, problems }) => {
		const view = outcome.watched.views.get(story.key);
		const runs = view?.runs ?? [];
		const [first, last] = [runs[0]?.queuedAt, runs.at(-1)?.finishedAt];
		return [
			problems.length === 0 ? '✓' : '✗',
			story.name,
			seen.path.join(' → '),
			String(runs.length),
			first === undefined || last === undefined || last === null ? '–' : formatDuration(last - first),
			formatUsd(view?.costUsd ?? null),
		];
	});
	const [header = '', ...body] = formatTable([
		['', 'CARD', 'PATH', 'RUNS', 'TIME', 'COST (simulated)'],
		...rows,
	]);
	terminal.out('');
	terminal.out(paint.dim(header));
	for (const line of body) terminal.out(line);
	terminal.out('');
	terminal.out(`git log --oneline${kept ? ` in ${outcome.repository.path}` : ''}`);
	for (const line of outcome.log.split('\n')) terminal.out(`  ${line}`);
	terminal.out('');
	for (const { story, problems } of outcome.results) {
		for (const problem of problems) terminal.out(paint.red(`✗ ${story.name}: ${problem}`));
	}
	for (const problem of outcome.problems) terminal.out(paint.red(`✗ ${problem}`));
	if (isGood(outcome)) {
		terminal.out(paint.green(`✓ Every story ended as it should, in ${formatDuration(outcome.durationMs)}.`));
	}
	terminal.out('Next:');
	terminal.out('  aegis doctor              what a real card needs on this machine');
	terminal.out('  aegis init                put a git repository of yours under its care');
	terminal.out('  aegis up                  start it; then: aegis task add "…" --ready');
}
