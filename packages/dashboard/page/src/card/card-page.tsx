import { lazy, Suspense, type KeyboardEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import type { CardDetailView } from '@aegis/shared/api/views';
import { wordReason } from '../core/wording.ts';
import { api } from '../data/api.ts';
import { useNow } from '../data/clock.ts';
import { Boundary } from '../parts/boundary.tsx';
import { Outside } from '../parts/outside.tsx';
import { Budget } from '../parts/money.tsx';
import { Loaded } from '../parts/query.tsx';
import { AgentMark, StateMark } from '../parts/state.tsx';
import { CardOrders } from './card-orders.tsx';
import { ChecksTab } from './checks-tab.tsx';
import { DiffTab } from './diff-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import { PromptTab } from './prompt-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';

const TranscriptTab = lazy(async () => ({ default: (await import('./transcript-tab.tsx')).TranscriptTab }));

const tabs = {
	timeline: 'Timeline',
	transcript: 'Transcript',
	diff: 'Diff',
	checks: 'Checks',
	prompt: 'Prompt',
	events: 'Events',
} as const;
type Tab = keyof typeof tabs;

function readTab(value: string | null): Tab {
	return value !== null && value in tabs ? (value as Tab) : 'timeline';
}

/** One card: where it stands, what can be done about it, and everything that happened to it. */
export function CardPage({ gid }: { readonly gid: string }) {
	const card = useQuery({ queryKey: ['card', gid], queryFn: () => api.card(gid) });
	return <Loaded query={card}>{(data) => <Card key={gid} card={data} />}</Loaded>;
}

function Card({ card }: { readonly card: CardDetailView }) {
	const [search, setSearch] = useSearchParams();
	const tab = readTab(search.get('tab'));
	const open = (next: Tab): void =>
		setSearch(
			(now) => {
				now.set('tab', next);
				return now;
			},
			{ replace: true },
		);
	const onKey = (event: KeyboardEvent): void => {
		const names = Object.keys(tabs) as Tab[];
		const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
		const next = names[(names.indexOf(tab) + step + names.length) % names.length];
		if (step === 0 || next === undefined) return;
		open(next);
		document.getElementById(`tab-${next}`)?.focus();
	};
	return (
		<div className="card-page">
			<CardHeader card={card} />
			<CardOrders card={card} />
			<div className="tabs" role="tablist" aria-label="About the card" onKeyDown={onKey}>
				{(Object.keys(tabs) as Tab[]).map((name) => (
					<button
						key={name}
						id={`tab-${name}`}
						type="button"
						role="tab"
						aria-selected={tab === name}
						aria-controls="tab-panel"
						tabIndex={tab === name ? 0 : -1}
						onClick={() => open(name)}
					>
						{tabs[name]}
					</button>
				))}
			</div>
			<div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="tab-panel">
				<Boundary key={tab}>
					<Suspense fallback={<p className="quiet loading">Reading…</p>}>
						<Panel tab={tab} card={card} />
					</Suspense>
				</Boundary>
			</div>
		</div>
	);
}

function Panel({ tab, card }: { readonly tab: Tab; readonly card: CardDetailView }) {
	switch (tab) {
		case 'timeline':
			return <TimelineTab card={card} />;
		case 'transcript':
			return <TranscriptTab card={card} />;
		case 'diff':
			return <DiffTab card={card} />;
		case 'checks':
			return <ChecksTab card={card} />;
		case 'prompt':
			return <PromptTab card={card} />;
		case 'events':
			return <EventsTab card={card} />;
	}
}

function CardHeader({ card }: { readonly card: CardDetailView }) {
	const now = useNow();
	const spent = card.costUsd + (card.run?.costUsd ?? 0);
	return (
		<header className="card-head">
			<p className="quiet">
				<Link href="/">Now</Link> / <Link href="/cards">Cards</Link> /
			</p>
			<h1>{card.name}</h1>
			<p className="facts">
				<StateMark card={card} />
				<AgentMark agent={card.run?.agent ?? card.agent} />
				<span>{card.section ?? 'in no section'}</span>
				<Budget spent={spent} cap={card.maxCostUsd} />
				{card.attempts > 0 && <span>attempt {card.attempts + 1}</span>}
				{card.reviewRounds > 0 && <span>review round {card.reviewRounds}</span>}
				{card.head !== null && (
					<span>
						<code>{`feat/task-${card.gid}`}</code> at <code>{card.head.slice(0, 9)}</code>
					</span>
				)}
				<Outside url={card.url}>On the board ↗</Outside>
			</p>
			{card.reason !== null && card.needs === null && (
				<p className="reason">{wordReason(card.reason.text, now)}</p>
			)}
		</header>
	);
}
