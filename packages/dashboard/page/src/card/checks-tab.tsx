import { useQueries } from '@tanstack/react-query';
import type { CardDetailView, RunView } from '@aegis/shared/api/views';
import { wordDuration } from '../core/wording.ts';
import { api, type Check } from '../data/api.ts';
import { AgentMark } from '../parts/state.tsx';
import { Ago } from '../parts/time.tsx';

/** Every run of the project's own commands for the card, newest first, with what it printed. */
export function ChecksTab({ card }: { readonly card: CardDetailView }) {
	const answers = useQueries({
		queries: card.runs.map(({ runId, state }) => ({
			queryKey: ['checks', runId],
			queryFn: () => api.checks(runId),
			staleTime: state === 'finished' ? Infinity : 0,
		})),
	});
	const checks = card.runs
		.flatMap((run, index) => (answers[index]?.data ?? []).map((check) => ({ run, check })))
		.toSorted((a, b) => b.check.at - a.check.at);
	if (answers.some(({ isPending }) => isPending)) return <p className="quiet loading">Reading…</p>;
	if (checks.length === 0)
		return (
			<p className="empty">
				No checks have run yet on this machine. They are the <code>test_command</code> of the project’s{' '}
				<code>aegis_config.json</code>.
			</p>
		);
	return (
		<div className="checks">
			{checks.map(({ run, check }, index) => (
				<OneCheck key={`${run.runId}/${check.at}`} run={run} check={check} open={index === 0} />
			))}
		</div>
	);
}

function OneCheck({
	run,
	check,
	open,
}: {
	readonly run: RunView;
	readonly check: Check;
	readonly open: boolean;
}) {
	const passed = check.exitCode === 0;
	return (
		<details className="fold" open={open}>
			<summary>
				<span className={passed ? 'good' : 'bad'}>{passed ? '✓' : '✗'}</span> <code>{check.command}</code>{' '}
				{passed ? 'passed' : `failed with ${check.exitCode}`}{' '}
				<span className="quiet">
					{check.where === 'merge' ? 'in the tree that was to be merged' : 'in the card’s worktree'} ·{' '}
					{wordDuration(check.durationMs)} · <Ago at={check.at} />
				</span>{' '}
				<AgentMark agent={run.agent} />
			</summary>
			<pre tabIndex={0} role="region" aria-label={`Output of ${check.command}`}>
				{check.tail.split('\n').map((line, index) => (
					<span key={index} className={isTrouble(line) ? 'bad' : undefined}>
						{line}
						{'\n'}
					</span>
				))}
			</pre>
		</details>
	);
}

/** Lines that usually say what failed, in the formats of the common test runners. */
function isTrouble(line: string): boolean {
	return /^\s*(not ok\b|✗|✘|✖|×|FAIL\b|FAILED\b|E\s{3}|\S*Error\b|AssertionError)/.test(line);
}
