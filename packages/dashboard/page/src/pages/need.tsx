import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { CardView } from '@aegis/shared/api/views';
import { agentNames, type AgentName } from '@aegis/shared/domain/agents';
import { parseDiff } from '../core/parse-diff.ts';
import { wordCount, wordMoney, wordReason } from '../core/wording.ts';
import { api } from '../data/api.ts';
import { useNow } from '../data/clock.ts';
import { Sure, TextOrder } from '../parts/ask.tsx';
import { Budget } from '../parts/money.tsx';
import { useOrder } from '../parts/order.tsx';
import { AgentMark, StateMark } from '../parts/state.tsx';
import { Lasting } from '../parts/time.tsx';

const DiffView = lazy(async () => ({ default: (await import('../parts/diff-view.tsx')).DiffView }));

/** A card that waits for a person, with what there is to decide by and the buttons that decide. */
export function NeedCard({ card, project }: { readonly card: CardView; readonly project: string | null }) {
	return (
		<article className="need" aria-label={card.name}>
			<header>
				<StateMark card={card} />
				<h3>
					<Link href={`/cards/${card.gid}`} data-card={card.gid}>
						{card.name}
					</Link>
				</h3>
				<span className="quiet facts">
					{project !== null && <span>{project}</span>}
					<AgentMark agent={card.agent} />
					<span>
						waiting for <Lasting since={card.changedAt} />
					</span>
					<Budget spent={card.costUsd} cap={card.maxCostUsd} />
				</span>
			</header>
			<NeedActions card={card} />
		</article>
	);
}

/** What a person can do for a card that needs one. */
export function NeedActions({ card }: { readonly card: CardView }) {
	switch (card.needs) {
		case 'answer':
			return <Answer card={card} />;
		case 'approve':
			return <Approve card={card} />;
		case 'tick':
			return <Tick card={card} />;
		case 'budget':
			return <Raise card={card} />;
		case 'look':
		case 'permit':
			return <Look card={card} />;
		case null:
			return null;
	}
}

function Said({ text }: { readonly text: string | null }) {
	const [whole, setWhole] = useState(false);
	if (text === null || text.trim() === '') return null;
	const long = text.length > 700 || text.split('\n').length > 12;
	return (
		<div className="said">
			<p className={long && !whole ? 'prewrap clamp' : 'prewrap'}>{text}</p>
			{long && (
				<button type="button" className="plain" aria-expanded={whole} onClick={() => setWhole(!whole)}>
					{whole ? 'Less' : 'Show all of it'}
				</button>
			)}
		</div>
	);
}

function Answer({ card }: { readonly card: CardView }) {
	const { busy, give } = useOrder();
	return (
		<>
			<Said text={card.asks} />
			<TextOrder
				label="Your answer"
				send="Answer"
				busy={busy}
				onSend={(text) => give({ card: card.gid, act: { kind: 'comment', text } })}
			/>
		</>
	);
}

/** The paths that decide over more than this card, and the button that lets exactly these land. */
function Tick({ card }: { readonly card: CardView }) {
	const { busy, give } = useOrder();
	const { guarded } = card;
	if (guarded == null) return null;
	const more = guarded.count - guarded.changes.length;
	return (
		<>
			<ul className="evidence">
				{guarded.changes.map(({ path, why }) => (
					<li key={path}>
						{path} ({why})
					</li>
				))}
				{more > 0 && <li>and {more} more</li>}
			</ul>
			<div className="buttons">
				<Sure
					label="Let these land"
					question="Let these guarded paths land?"
					className="primary"
					disabled={busy}
					onSure={() => void give({ card: card.gid, act: { kind: 'tick', digest: guarded.digest } })}
				/>
			</div>
		</>
	);
}

/** The commits, checks and cost of a merge, and the button beside them. */
export function Approve({ card }: { readonly card: CardView }) {
	const { busy, give } = useOrder();
	const [open, setOpen] = useState<'diff' | 'send-back' | null>(null);
	const changes = useQuery({
		queryKey: ['changes', card.gid, 'all'],
		queryFn: () => api.changes(card.gid, null),
	});
	const moved = changes.data?.head != null && card.head !== null && changes.data.head !== card.head;
	return (
		<>
			<ul className="evidence">
				<li>
					{changes.data === undefined
						? 'Reading the change…'
						: changes.data.state === 'none'
							? 'The change is not on this machine.'
							: `${wordCount(changes.data.commits.length, 'commit')} on ${changes.data.branch}, ${wordSize(changes.data.diff)}`}
				</li>
				<CheckLine gid={card.gid} />
				<li>{wordMoney(card.costUsd)} spent</li>
			</ul>
			{moved && <p className="notice warn">The branch has moved since it was reviewed; look at the diff.</p>}
			<div className="buttons">
				<Sure
					label="Approve and merge"
					question={`Merge ${card.head?.slice(0, 9) ?? 'the branch'}?`}
					className="primary"
					disabled={busy}
					onSure={() => void give({ card: card.gid, act: { kind: 'approve', head: card.head } })}
				/>
				<button
					type="button"
					aria-expanded={open === 'diff'}
					onClick={() => setOpen(open === 'diff' ? null : 'diff')}
				>
					{open === 'diff' ? 'Hide the diff' : 'See the diff'}
				</button>
				<button
					type="button"
					aria-expanded={open === 'send-back'}
					onClick={() => setOpen(open === 'send-back' ? null : 'send-back')}
				>
					Send back…
				</button>
			</div>
			{open === 'send-back' && (
				<TextOrder
					label="What is to be changed"
					send="Send back"
					busy={busy}
					autoFocus
					onSend={(text) => give({ card: card.gid, act: { kind: 'send-back', text } })}
				/>
			)}
			{open === 'diff' && changes.data !== undefined && (
				<Suspense fallback={<p className="quiet">Reading…</p>}>
					<DiffView diff={changes.data.diff} />
				</Suspense>
			)}
		</>
	);
}

function wordSize(diff: string): string {
	const { files } = parseDiff(diff);
	const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
	return `${wordCount(files.length, 'file')}, +${sum(files.map(({ added }) => added))} −${sum(files.map(({ removed }) => removed))}`;
}

/** How the project's checks ended the last time they ran for the card. */
function CheckLine({ gid }: { readonly gid: string }) {
	const card = useQuery({ queryKey: ['card', gid], queryFn: () => api.card(gid) });
	const reviewed = card.data?.runs.findLast(({ agent }) => agent === 'Reviewer' || agent === 'Worker');
	const checks = useQuery({
		queryKey: ['checks', reviewed?.runId],
		queryFn: () => api.checks(reviewed?.runId ?? ''),
		enabled: reviewed !== undefined,
	});
	const last = checks.data?.at(-1);
	if (last === undefined) return null;
	return last.exitCode === 0 ? (
		<li>
			<span className="good">✓</span> <code>{last.command}</code> passed
		</li>
	) : (
		<li>
			<span className="bad">✗</span> <code>{last.command}</code> failed ({last.exitCode})
		</li>
	);
}

/** Gives a card more money, and it goes on. */
export function Raise({ card }: { readonly card: CardView }) {
	const { busy, give } = useOrder();
	const suggested = Math.max(card.maxCostUsd * 2, Math.ceil(card.costUsd + 1));
	const [amount, setAmount] = useState<string | null>(null);
	const wanted = Number(amount ?? suggested);
	const set = (maxCostUsd: number): void =>
		void give({ card: card.gid, act: { kind: 'budget', maxCostUsd } });
	return (
		<form
			className="buttons"
			onSubmit={(event) => {
				event.preventDefault();
				set(wanted);
			}}
		>
			<label className="inline">
				Max Cost $
				<input
					type="number"
					min="0.01"
					step="0.01"
					inputMode="decimal"
					value={amount ?? suggested}
					onChange={(event) => setAmount(event.target.value)}
				/>
			</label>
			<button type="submit" className="primary" disabled={busy || !(wanted > card.costUsd)}>
				Raise to {wordMoney(Number.isFinite(wanted) ? wanted : null)} and go on
			</button>
		</form>
	);
}

function Look({ card }: { readonly card: CardView }) {
	const { busy, give } = useOrder();
	const now = useNow();
	return (
		<>
			{card.reason !== null && <p className="reason">{wordReason(card.reason.text, now)}</p>}
			<Said text={card.asks} />
			{card.needs === 'look' && (
				<TextOrder
					label="Say what to do, and it goes on"
					send="Say it and go on"
					busy={busy}
					onSend={(text) => give({ card: card.gid, act: { kind: 'comment', text } })}
				/>
			)}
			<Retry card={card} />
		</>
	);
}

/** Begins again with an agent of the person's choice. */
export function Retry({ card }: { readonly card: CardView }) {
	const { busy, give } = useOrder();
	const known = agentNames.find((name) => name === card.agent);
	const [agent, setAgent] = useState<AgentName | null>(null);
	const chosen = agent ?? known ?? 'Triage';
	return (
		<form
			className="buttons"
			onSubmit={(event) => {
				event.preventDefault();
				void give({ card: card.gid, act: { kind: 'retry', agent: chosen } });
			}}
		>
			<label className="inline">
				Begin again with
				<select value={chosen} onChange={(event) => setAgent(event.target.value as AgentName)}>
					{agentNames.map((name) => (
						<option key={name}>{name}</option>
					))}
				</select>
			</label>
			<button type="submit" disabled={busy}>
				Retry
			</button>
		</form>
	);
}
