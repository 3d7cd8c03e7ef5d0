import { useSearchParams } from 'wouter';
import type { CardDetailView, RunView } from '@aegis/shared/api/views';

/** The run that the address names, or the newest, and a way to choose another. */
export function useRunChoice(card: CardDetailView): {
	readonly run: RunView | null;
	readonly choose: (runId: string) => void;
} {
	const [search, setSearch] = useSearchParams();
	const wanted = search.get('run');
	const run = card.runs.find(({ runId }) => runId === wanted) ?? card.runs.at(-1) ?? null;
	const choose = (runId: string): void =>
		setSearch(
			(now) => {
				now.set('run', runId);
				return now;
			},
			{ replace: true },
		);
	return { run, choose };
}

export function RunChoice({
	card,
	run,
	choose,
}: {
	readonly card: CardDetailView;
	readonly run: RunView;
	readonly choose: (runId: string) => void;
}) {
	return (
		<label className="inline">
			Run
			<select value={run.runId} onChange={(event) => choose(event.target.value)}>
				{card.runs.map((one, index) => (
					<option key={one.runId} value={one.runId}>
						{index + 1}. {one.agent}
						{one.attempt > 1 ? `, attempt ${one.attempt}` : ''}
						{one.state === 'finished' ? ` · ${one.outcome ?? 'ended'}` : ` · ${one.state}`}
					</option>
				))}
			</select>
		</label>
	);
}

/** What a card without runs says wherever a run would be shown. */
export function NoRuns() {
	return (
		<p className="empty">No agent has worked on this card yet. It starts when it lies in Ready Queue.</p>
	);
}
