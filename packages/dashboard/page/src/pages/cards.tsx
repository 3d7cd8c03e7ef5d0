import { useQuery } from '@tanstack/react-query';
import { WindowVirtualizer } from 'virtua';
import { Link, useSearchParams } from 'wouter';
import type { CardView } from '@aegis/shared/api/views';
import { wordCount, wordReason } from '../core/wording.ts';
import { api } from '../data/api.ts';
import { useNow } from '../data/clock.ts';
import { Budget } from '../parts/money.tsx';
import { Loaded } from '../parts/query.tsx';
import { AgentMark, StateMark } from '../parts/state.tsx';
import { Ago } from '../parts/time.tsx';

const limit = 2_000;
const filters = {
	all: 'All',
	needs: 'Needs you',
	running: 'Running',
	waiting: 'Waiting',
	done: 'Done',
} as const;
type Filter = keyof typeof filters;

function isShown(card: CardView, filter: Filter): boolean {
	if (filter === 'all') return true;
	if (filter === 'needs') return card.needs !== null && card.state !== 'running';
	if (filter === 'waiting')
		return (card.state === 'waiting' || card.state === 'queued') && card.needs === null;
	return card.state === filter;
}

/** Every card, by its name, state and project. */
export function CardsPage() {
	const [search, setSearch] = useSearchParams();
	const q = search.get('q') ?? '';
	const show = search.get('show');
	const filter: Filter = show !== null && show in filters ? (show as Filter) : 'all';
	const project = search.get('project') ?? '';
	const cards = useQuery({ queryKey: ['cards', q], queryFn: () => api.cards(q, limit) });
	const status = useQuery({ queryKey: ['status'], queryFn: api.status });
	const set = (key: string, value: string): void =>
		setSearch(
			(now) => {
				if (value === '') now.delete(key);
				else now.set(key, value);
				return now;
			},
			{ replace: true },
		);
	return (
		<>
			<h1>Cards{q !== '' && <> with “{q}”</>}</h1>
			<div className="panel-head">
				<label className="inline">
					Show
					<select value={filter} onChange={({ target }) => set('show', target.value)}>
						{Object.entries(filters).map(([key, name]) => (
							<option key={key} value={key}>
								{name}
							</option>
						))}
					</select>
				</label>
				{(status.data?.projects.length ?? 0) > 1 && (
					<label className="inline">
						Project
						<select value={project} onChange={({ target }) => set('project', target.value)}>
							<option value="">All</option>
							{status.data?.projects.map(({ gid, name }) => (
								<option key={gid} value={gid}>
									{name}
								</option>
							))}
						</select>
					</label>
				)}
				{q !== '' && (
					<button type="button" onClick={() => set('q', '')}>
						All cards
					</button>
				)}
			</div>
			<Loaded query={cards}>
				{(data) => {
					const shown = data.filter(
						(card) => isShown(card, filter) && (project === '' || card.projectGid === project),
					);
					return (
						<>
							<p className="quiet" role="status">
								{wordCount(shown.length, 'card')}
								{data.length === limit && `, of the newest ${limit}`}
							</p>
							{shown.length === 0 ? (
								<p className="empty">
									No card is like that. <code>aegis task add "…"</code> makes one.
								</p>
							) : (
								<WindowVirtualizer data={shown}>
									{(card) => <CardRow key={card.gid} card={card} />}
								</WindowVirtualizer>
							)}
						</>
					);
				}}
			</Loaded>
		</>
	);
}

function CardRow({ card }: { readonly card: CardView }) {
	const now = useNow();
	return (
		<div className="card-row">
			<StateMark card={card} />
			<div>
				<Link href={`/cards/${card.gid}`} data-card={card.gid}>
					{card.name}
				</Link>
				{card.reason !== null && <p className="quiet">{wordReason(card.reason.text, now)}</p>}
			</div>
			<AgentMark agent={card.agent} />
			<Budget spent={card.costUsd} cap={card.maxCostUsd} />
			<span className="quiet number">
				<Ago at={card.changedAt} />
			</span>
		</div>
	);
}
