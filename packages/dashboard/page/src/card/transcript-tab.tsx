import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { VList, type VListHandle } from 'virtua';
import { useSearchParams } from 'wouter';
import type { CardDetailView, RunView } from '@aegis/shared/api/views';
import { matches, TranscriptRows, type Row } from '../core/transcript.ts';
import { wordCount, wordMoney } from '../core/wording.ts';
import { api, ApiProblem } from '../data/api.ts';
import { watchRun } from '../data/live.ts';
import { Markdown } from '../parts/markdown.tsx';
import { Trouble } from '../parts/query.tsx';
import { NoRuns, RunChoice, useRunChoice } from './run-choice.tsx';

/** What a run's agent said and did: by turn, with its tools folded, live while it runs. */
export function TranscriptTab({ card }: { readonly card: CardDetailView }) {
	const { run, choose } = useRunChoice(card);
	if (run === null) return <NoRuns />;
	return (
		<>
			<div className="panel-head">
				<RunChoice card={card} run={run} choose={choose} />
			</div>
			<Transcript key={run.runId} run={run} />
		</>
	);
}

function Transcript({ run }: { readonly run: RunView }) {
	const { rows, error, complete } = useTranscript(run);
	const [search, setSearch] = useSearchParams();
	const query = search.get('q') ?? '';
	const words = useDeferredValue(query).toLowerCase().split(/\s+/).filter(Boolean).join(' ');
	const shown = useMemo(
		() => (words === '' ? rows : rows.filter((row) => matches(row, words.split(' ')))),
		[rows, words],
	);
	const list = useRef<VListHandle>(null);
	const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
	const [follows, setFollows] = useState(true);
	useEffect(() => {
		if (follows && shown.length > 0) list.current?.scrollToIndex(shown.length - 1, { align: 'end' });
	}, [shown, follows]);
	if (error !== null) return <Trouble error={error} />;
	return (
		<>
			<div className="panel-head">
				<label className="inline grow">
					<span className="unseen">Search the transcript</span>
					<input
						type="search"
						placeholder="Search the transcript"
						value={query}
						onChange={({ target }) =>
							setSearch(
								(now) => {
									if (target.value === '') now.delete('q');
									else now.set('q', target.value);
									return now;
								},
								{ replace: true },
							)
						}
					/>
				</label>
				<span className="quiet" role="status">
					{wordCount(shown.length, 'row')}
					{words !== '' && ` of ${rows.length}`}
					{!complete && ', reading…'}
				</span>
				<label className="inline">
					<input type="checkbox" checked={follows} onChange={({ target }) => setFollows(target.checked)} />
					Follow
				</label>
			</div>
			{rows.length === 0 && complete ? (
				<p className="empty">The agent has said nothing yet.</p>
			) : (
				<div className="transcript" tabIndex={0} role="region" aria-label="Transcript">
					<VList
						ref={list}
						data={shown}
						onScroll={(offset) => {
							const { scrollSize, viewportSize } = list.current ?? { scrollSize: 0, viewportSize: 0 };
							setFollows(scrollSize - viewportSize - offset < 40);
						}}
					>
						{(row, index) => (
							<TranscriptRow
								key={index}
								row={row}
								open={open.has(index)}
								onToggle={() =>
									setOpen((now) =>
										now.has(index)
											? new Set([...now].filter((one) => one !== index))
											: new Set([...now, index]),
									)
								}
							/>
						)}
					</VList>
				</div>
			)}
		</>
	);
}

function TranscriptRow({
	row,
	open,
	onToggle,
}: {
	readonly row: Row;
	readonly open: boolean;
	readonly onToggle: () => void;
}) {
	switch (row.kind) {
		case 'turn':
			return (
				<div className="turn">
					<span>Turn {row.turn}</span>
					<span className="quiet number">
						{row.usd !== null && `${wordMoney(row.usd)} so far · `}
						{new Date(row.at).toLocaleTimeString()}
					</span>
				</div>
			);
		case 'text':
			return (
				<div className="says">
					<Markdown text={row.text} />
				</div>
			);
		case 'note':
			return <div className="note quiet">{row.text}</div>;
		case 'tool': {
			const mark = row.result === null ? '…' : row.result.ok ? '✓' : '✗';
			const tone = row.result === null ? 'quiet' : row.result.ok ? 'good' : 'bad';
			return (
				<div className="tool">
					<button type="button" className="plain" aria-expanded={open} onClick={onToggle}>
						<span
							className={tone}
							aria-label={row.result === null ? 'running' : row.result.ok ? 'done' : 'failed'}
							role="img"
						>
							{mark}
						</span>
						<b>{row.name}</b>
						<code>{row.detail}</code>
					</button>
					{open && <pre>{row.result === null ? 'At work…' : row.result.text || '(no output)'}</pre>}
				</div>
			);
		}
	}
}

/** Reads a transcript to its end, and what comes to it while its run goes on. */
function useTranscript(run: RunView): {
	readonly rows: readonly Row[];
	readonly error: Error | null;
	readonly complete: boolean;
} {
	const { runId } = run;
	const live = run.state !== 'finished';
	const [state, setState] = useState<{ rows: readonly Row[]; error: Error | null; complete: boolean }>({
		rows: [],
		error: null,
		complete: false,
	});
	useEffect(() => {
		const reading = { next: 0, busy: false, again: false, gone: false };
		const rows = new TranscriptRows();
		const read = async (): Promise<void> => {
			if (reading.busy) {
				reading.again = true;
				return;
			}
			reading.busy = true;
			try {
				for (;;) {
					reading.again = false;
					const part = await api.transcript(runId, reading.next);
					if (reading.gone) return;
					reading.next = part.next;
					rows.add(part.entries);
					setState({ rows: rows.rows, error: null, complete: !part.more });
					if (!part.more && !reading.again) return;
				}
			} catch (error) {
				// Before the first word there is no file yet.
				const early = live && error instanceof ApiProblem && error.status === 404;
				if (!reading.gone && !early) setState((now) => ({ ...now, error: error as Error }));
			} finally {
				reading.busy = false;
			}
		};
		void read();
		const stop = live ? watchRun(runId, () => void read()) : () => {};
		// What says nothing to the live view is in the file all the same.
		const timer = live ? setInterval(() => void read(), 3_000) : undefined;
		return () => {
			reading.gone = true;
			stop();
			clearInterval(timer);
		};
	}, [runId, live]);
	return state;
}
