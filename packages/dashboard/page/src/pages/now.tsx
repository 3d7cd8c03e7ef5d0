import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { CardView, StatusView } from '@aegis/shared/api/views';
import { groupCards, isQuiet } from '../core/group-cards.ts';
import { wordCount, wordMoney, wordReason } from '../core/wording.ts';
import { api } from '../data/api.ts';
import { useNow } from '../data/clock.ts';
import { lastHeard, watchedSince } from '../data/live.ts';
import { Sure } from '../parts/ask.tsx';
import { Budget } from '../parts/money.tsx';
import { useOrder } from '../parts/order.tsx';
import { Loaded } from '../parts/query.tsx';
import { Section } from '../parts/section.tsx';
import { AgentMark, StateMark } from '../parts/state.tsx';
import { Ago, Elapsed } from '../parts/time.tsx';
import { NeedCard } from './need.tsx';

/** Waiting cards shown before the rest is a link. */
const shownWaiting = 50;

/** What needs a person, what runs, and why the rest does not. */
export function NowPage() {
	const status = useQuery({ queryKey: ['status'], queryFn: api.status });
	return <Loaded query={status}>{(data) => <Now status={data} />}</Loaded>;
}

function Now({ status }: { readonly status: StatusView }) {
	const groups = groupCards(status.cards);
	const nameOf = (gid: string): string | null =>
		status.projects.length < 2 ? null : (status.projects.find((one) => one.gid === gid)?.name ?? null);
	return (
		<>
			<h1 className="unseen">Now</h1>
			<Troubles status={status} />
			<div className={groups.needsYou.length === 0 ? 'now calm' : 'now'}>
				<Section title="Needs you" count={groups.needsYou.length} id="needs-you">
					{groups.needsYou.length === 0 ? (
						<NothingNeeded status={status} />
					) : (
						groups.needsYou.map((card) => (
							<NeedCard key={card.gid} card={card} project={nameOf(card.projectGid)} />
						))
					)}
				</Section>
				<div className="column">
					<Section title="Running" count={groups.running.length} id="running">
						{groups.running.length === 0 ? (
							<p className="empty">
								No agent is at work. A card starts when it lies in <b>Ready Queue</b>:{' '}
								<code>aegis task add "…" --ready</code>
							</p>
						) : (
							groups.running.map((card) => (
								<RunningCard key={card.gid} card={card} project={nameOf(card.projectGid)} />
							))
						)}
					</Section>
					{groups.merging.length > 0 && (
						<Section title="Merge lane" count={groups.merging.length} id="merging">
							<WaitingList cards={groups.merging} nameOf={nameOf} />
						</Section>
					)}
					<Section title="Waiting" count={groups.waiting.length} id="waiting">
						{groups.waiting.length === 0 ? (
							<p className="empty">Nothing waits.</p>
						) : (
							<WaitingList cards={groups.waiting} nameOf={nameOf} />
						)}
					</Section>
					<Workers status={status} />
					<Lately status={status} />
				</div>
			</div>
		</>
	);
}

function NothingNeeded({ status }: { readonly status: StatusView }) {
	if (status.projects.length === 0)
		return (
			<p className="empty">
				No project yet. In a git repository of yours: <code>aegis init</code>
			</p>
		);
	return <p className="empty">Nothing waits for you. Questions, merges and budgets appear here.</p>;
}

function Troubles({ status }: { readonly status: StatusView }) {
	const { busy, give } = useOrder();
	const down = status.services.filter(({ state }) => state !== 'running');
	return (
		<>
			{status.troubles.map(({ text, since }) => (
				<div key={text} className="notice bad" role="alert">
					<p>
						{text} (since <Ago at={since} />)
					</p>
				</div>
			))}
			{down.map(({ name, state, restarts }) => (
				<div key={name} className="notice warn">
					<p>
						{state === 'given-up'
							? `${name} was started ${restarts} times and given up; \`aegis logs ${name}\` says why.`
							: `${name} is being started again.`}
					</p>
				</div>
			))}
			{status.pauses.map((pause) => (
				<div key={`${pause.scope}/${pause.gid}`} className="notice warn pause">
					<p>
						{pause.scope === 'all' ? 'Everything' : `“${pause.name ?? pause.gid}”`} is paused by {pause.by},{' '}
						<Ago at={pause.at} />.
					</p>
					<button
						type="button"
						disabled={busy}
						onClick={() =>
							void give({
								resume:
									pause.scope === 'all' ? { scope: 'all' } : { scope: pause.scope, gid: pause.gid ?? '' },
							})
						}
					>
						Resume
					</button>
				</div>
			))}
		</>
	);
}

function RunningCard({ card, project }: { readonly card: CardView; readonly project: string | null }) {
	const { busy, give } = useOrder();
	const now = useNow();
	const { run } = card;
	const quiet = isQuiet(card, run === null ? null : lastHeard(run.runId), watchedSince, now);
	return (
		<article className="running" aria-label={card.name}>
			<div className="line">
				<AgentMark agent={run?.agent ?? card.agent} />
				<h3>
					<Link href={`/cards/${card.gid}`} data-card={card.gid}>
						{card.name}
					</Link>
				</h3>
				{run !== null && <Elapsed since={run.startedAt ?? run.queuedAt} />}
			</div>
			<p className="activity" title={run?.activity ?? ''}>
				{quiet && <span className="mark warn">Silent</span>} {run?.activity ?? 'starting'}
			</p>
			<div className="line">
				<span className="quiet">{project}</span>
				<Budget spent={card.costUsd + (run?.costUsd ?? 0)} cap={card.maxCostUsd} />
				<Sure
					label="Stop"
					question="Stop it?"
					className="small"
					disabled={busy}
					onSure={() => void give({ card: card.gid, act: { kind: 'stop' } })}
				/>
			</div>
		</article>
	);
}

function WaitingList({
	cards,
	nameOf,
}: {
	readonly cards: readonly CardView[];
	readonly nameOf: (gid: string) => string | null;
}) {
	const now = useNow();
	return (
		<ul className="rows">
			{cards.slice(0, shownWaiting).map((card) => (
				<li key={card.gid}>
					<StateMark card={card} />
					<div>
						<Link href={`/cards/${card.gid}`} data-card={card.gid}>
							{card.name}
						</Link>{' '}
						<span className="quiet">{nameOf(card.projectGid)}</span>
						<p className="quiet">
							{card.reason === null ? 'about to start' : wordReason(card.reason.text, now)}
						</p>
					</div>
				</li>
			))}
			{cards.length > shownWaiting && (
				<li>
					<Link href="/cards?show=waiting">{wordCount(cards.length - shownWaiting, 'more card')}</Link>
				</li>
			)}
		</ul>
	);
}

function Workers({ status }: { readonly status: StatusView }) {
	const slots = status.workers.reduce((sum, { state, slots }) => sum + (state === 'silent' ? 0 : slots), 0);
	// Heartbeats tell a moment later than the runs themselves.
	const busy = Math.max(
		status.workers.reduce((sum, { running }) => sum + running.length, 0),
		status.cards.filter(({ state }) => state === 'running').length,
	);
	return (
		<Section
			title="Workers"
			count={status.workers.length}
			id="workers"
			aside={
				<span className="quiet number">
					{busy} of {slots} slots busy
				</span>
			}
		>
			{status.workers.length === 0 ? (
				<p className="empty">
					No worker is alive, so nothing can run. <code>aegis up</code> starts some;{' '}
					<code>aegis logs worker</code> says what became of them.
				</p>
			) : (
				<ul className="rows compact">
					{status.workers.map((worker) => (
						<li key={worker.workerId}>
							<span
								className={`mark ${worker.state === 'silent' ? 'bad' : worker.state === 'busy' ? 'accent' : 'quiet'}`}
							>
								{worker.state}
							</span>
							<span>
								{worker.workerId} <span className="quiet">on {worker.host}</span>
							</span>
							<span className="quiet number">
								{worker.running.length}/{worker.slots} · heard <Ago at={worker.heartbeatAt} />
							</span>
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}

function Lately({ status }: { readonly status: StatusView }) {
	const ended = status.runs.filter(({ finishedAt }) => finishedAt !== null).slice(0, 8);
	return (
		<Section title="Lately" id="lately" aside={<Link href="/metrics">Metrics</Link>}>
			{ended.length === 0 ? (
				<p className="empty">No run has ended yet.</p>
			) : (
				<ul className="rows compact">
					{ended.map((run) => (
						<li key={run.runId}>
							<AgentMark agent={run.agent} />
							<span>
								<Link href={`/cards/${run.cardGid}?tab=transcript&run=${run.runId}`}>{run.cardName}</Link>
								{run.outcome !== 'succeeded' && <span className="bad"> {run.outcome}</span>}
							</span>
							<span className="quiet number">
								{wordMoney(run.costUsd)} · <Ago at={run.finishedAt} />
							</span>
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}
