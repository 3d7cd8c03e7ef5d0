import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { CardDetailView } from '@aegis/shared/api/views';
import { layOut } from '../core/timeline.ts';
import { wordDuration, wordMoney } from '../core/wording.ts';
import { useNow } from '../data/clock.ts';
import { AgentMark } from '../parts/state.tsx';
import { Ago, Elapsed } from '../parts/time.tsx';
import { NoRuns } from './run-choice.tsx';

const Markdown = lazy(async () => ({ default: (await import('../parts/markdown.tsx')).Markdown }));

/** Lanes of what ran, and below them everything that happened and was said, newest last. */
export function TimelineTab({ card }: { readonly card: CardDetailView }) {
	return (
		<>
			{card.runs.length === 0 ? <NoRuns /> : <Lanes card={card} />}
			{card.notes.trim() !== '' && (
				<details className="fold" open={card.runs.length === 0}>
					<summary>Description</summary>
					<Suspense>
						<Markdown text={card.notes} />
					</Suspense>
				</details>
			)}
			{card.plan !== null && (
				<details className="fold">
					<summary>Plan</summary>
					<Suspense>
						<Markdown text={card.plan} />
					</Suspense>
				</details>
			)}
			{card.findings !== null && (
				<details className="fold">
					<summary>Findings the next run is told of</summary>
					<p className="prewrap">{card.findings}</p>
				</details>
			)}
			<Story card={card} />
		</>
	);
}

function Lanes({ card }: { readonly card: CardDetailView }) {
	const now = useNow();
	const { lanes, bars, gaps, place } = layOut(card.runs, now);
	const marks = [
		...card.comments.filter(({ kind }) => kind !== 'aegis').map(({ at }) => Date.parse(at)),
		...card.receipts.filter(({ accepted }) => accepted).map(({ at }) => at),
	];
	return (
		<div className="lanes" role="group" aria-label="Runs by agent">
			{lanes.map((lane) => (
				<div key={lane} className="lane">
					<AgentMark agent={lane} />
					<div className="track">
						{gaps.map(({ at, ms }) => (
							<span
								key={at}
								className="gap"
								title={`${wordDuration(ms)} in which nothing ran`}
								style={{ left: `${at * 100}%` }}
							/>
						))}
						{bars
							.filter((bar) => bar.lane === lane)
							.map(({ run, left, width }) => (
								<Link
									key={run.runId}
									href={`/cards/${card.gid}?tab=transcript&run=${run.runId}`}
									className={`run ${lane.toLowerCase()} ${run.state} ${run.outcome ?? ''}`}
									style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
									aria-label={`${run.agent}, ${run.outcome ?? run.state}, ${wordMoney(run.costUsd)}`}
									title={`${run.agent} · ${run.outcome ?? run.state} · ${wordDuration((run.finishedAt ?? now) - (run.startedAt ?? run.queuedAt))} · ${wordMoney(run.costUsd)}`}
								/>
							))}
					</div>
				</div>
			))}
			<div className="lane" aria-hidden="true">
				<span className="agent person">You</span>
				<div className="track">
					{marks.map((at, index) => (
						<span key={index} className="dot" style={{ left: `${place(at) * 100}%` }} />
					))}
				</div>
			</div>
		</div>
	);
}

interface Moment {
	readonly key: string;
	readonly at: number;
	readonly line: React.ReactNode;
}

function Story({ card }: { readonly card: CardDetailView }) {
	const moments: Moment[] = [
		...card.runs.map((run) => ({
			key: run.runId,
			at: run.startedAt ?? run.queuedAt,
			line: (
				<>
					<AgentMark agent={run.agent} />
					<div>
						<Link href={`/cards/${card.gid}?tab=transcript&run=${run.runId}`}>
							{run.state === 'finished' ? (run.outcome ?? 'ended') : run.state}
						</Link>
						{run.attempt > 1 && <span className="quiet"> attempt {run.attempt}</span>}{' '}
						<span className="quiet">
							<Elapsed since={run.startedAt ?? run.queuedAt} until={run.finishedAt} /> ·{' '}
							{wordMoney(run.costUsd)}
						</span>
						{run.message !== null && run.outcome !== 'succeeded' && (
							<p className="prewrap quiet">{run.message}</p>
						)}
					</div>
				</>
			),
		})),
		...card.comments.map((comment) => ({
			key: comment.gid,
			at: Date.parse(comment.at) || 0,
			line: (
				<>
					<span className={`agent ${comment.kind}`}>
						{comment.kind === 'aegis' ? 'Aegis' : (comment.author ?? 'Someone')}
					</span>
					<p className="prewrap">{withoutMark(comment.text)}</p>
				</>
			),
		})),
		...card.receipts
			// A comment that was accepted is on the card itself.
			.filter(({ kind, accepted }) => kind !== 'comment' || !accepted)
			.map((receipt) => ({
				key: receipt.orderId,
				at: receipt.at,
				line: (
					<>
						<span className="agent operator">{receipt.by}</span>
						<p>
							<b>{receipt.kind}</b> {!receipt.accepted && <span className="bad">refused: </span>}
							{receipt.text}
						</p>
					</>
				),
			})),
	];
	return (
		<ol className="story" aria-label="What happened">
			{moments
				.toSorted((a, b) => a.at - b.at)
				.map(({ key, at, line }) => (
					<li key={key}>
						<span className="quiet when">
							<Ago at={at} />
						</span>
						{line}
					</li>
				))}
		</ol>
	);
}

/** A comment without the signature that Aegis finds its own by. */
function withoutMark(text: string): string {
	return text.replace(/\s*(?:run · |Run: \S+\s*)?aegis:[\w.:-]{1,80}\s*$/, '');
}
