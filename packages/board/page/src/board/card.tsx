import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { memo, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Board, Card } from '../core/board.ts';
import type { Edge } from '../core/drop.ts';
import { findField, numberOf, textOf } from '../core/fields.ts';
import { count, formatUsd, localTimes } from '../core/wording.ts';
import { openCard } from '../live/address.ts';
import { setState, useStore } from '../live/state.ts';

interface CardProps {
	readonly card: Card;
	readonly frame: Board['frame'];
}

/** A card in its column: what it is, who has it, and what it waits for. */
export const CardItem = memo(({ card, frame }: CardProps) => {
	const element = useRef<HTMLElement>(null);
	const { dragging, edge } = useDragging(element, card.gid);
	const isOpen = useStore((state) => state.card === card.gid);
	const isFocus = useStore((state) => state.focus === card.gid);
	const arrived = useStore((state) => state.arrived.has(card.gid));
	const awaited = useStore((state) => state.commands.some((command) => command.card === card.gid));
	const classes = [
		'card',
		dragging && 'dragging',
		card.completed && 'done',
		arrived && 'arrived',
		edge && `edge-${edge}`,
	];
	return (
		<article
			ref={element}
			className={classes.filter(Boolean).join(' ')}
			aria-current={isOpen}
			data-gid={card.gid}
		>
			<a
				className="card-open"
				href={`?project=${frame.project.gid}&card=${card.gid}`}
				draggable={false}
				tabIndex={isFocus ? 0 : -1}
				data-card={card.gid}
				onClick={(event) => {
					if (event.metaKey || event.ctrlKey || event.shiftKey) return;
					event.preventDefault();
					openCard(card.gid);
				}}
				onFocus={() => setState({ focus: card.gid })}
			>
				<CardFace card={card} frame={frame} awaited={awaited} />
			</a>
			<button
				type="button"
				className="card-move"
				tabIndex={-1}
				aria-label={`Move “${card.name}” to…`}
				title="Move to… (m)"
				onClick={() => setState({ dialog: { kind: 'move', card: card.gid } })}
			>
				<svg viewBox="0 0 16 16" aria-hidden="true">
					<path d="M3 8h9M8.500 4.500 12 8l-3.500 3.500" />
				</svg>
			</button>
		</article>
	);
});

function CardFace({ card, frame, awaited }: CardProps & { readonly awaited: boolean }): ReactNode {
	const agent = textOf(findField(frame, 'agent'), card);
	const status = textOf(findField(frame, 'status'), card);
	const reason = textOf(findField(frame, 'reason'), card);
	const assignee = frame.people.find(({ gid }) => gid === card.assignee)?.name;
	return (
		<>
			<span className="card-name">
				{card.completed && <span className="tick" role="img" aria-label="Done" />}
				{card.name || 'Untitled'}
			</span>
			<span className="facts">
				{status === 'Running' ? (
					<span className="fact running">{agent || 'Running'}</span>
				) : (
					agent && <span className="fact agent">{agent}</span>
				)}
				{status === 'Blocked' && <span className="fact warn">Blocked</span>}
				{awaited && <span className="fact awaited">Aegis is told…</span>}
				{!card.completed && card.blockers.length > 0 && (
					<span className="fact bad">{`waits for ${count(card.blockers.length, 'card')}`}</span>
				)}
				<Money card={card} frame={frame} />
				{card.subtasks > 0 && (
					<Tally
						kind="subtask"
						text={`${card.ticked}/${card.subtasks}`}
						words={`${card.ticked} of ${count(card.subtasks, 'subtask')} done`}
					/>
				)}
				{card.attachments > 0 && (
					<Tally kind="file" text={String(card.attachments)} words={count(card.attachments, 'attachment')} />
				)}
				{card.comments > 0 && (
					<Tally kind="comment" text={String(card.comments)} words={count(card.comments, 'comment')} />
				)}
				{card.due !== null && (
					<span className="fact" title={`Due ${card.due}`}>
						{formatDay(card.due)}
					</span>
				)}
				{assignee && <span className="fact">{assignee}</span>}
			</span>
			{reason && !card.completed && <span className="reason">{localTimes(reason, showTime)}</span>}
		</>
	);
}

const tallies = {
	subtask: 'M2.500 8.500 6 12l7.500-8',
	file: 'M13 7.500 8 12.500a3 3 0 0 1-4.500-4.500l5.500-5.500a2 2 0 0 1 3 3L6.500 11',
	comment: 'M2.500 3.500h11v7.500H7L4 13.500V11H2.500z',
} as const;

interface TallyProps {
	readonly kind: keyof typeof tallies;
	readonly text: string;
	readonly words: string;
}

function Tally({ kind, text, words }: TallyProps): ReactNode {
	return (
		<span className="fact" title={words} role="img" aria-label={words}>
			<svg viewBox="0 0 16 16" aria-hidden="true">
				<path d={tallies[kind]} />
			</svg>
			{text}
		</span>
	);
}

/** What it cost, of how much it may; in another colour from four fifths of it on. */
function Money({ card, frame }: CardProps): ReactNode {
	const cost = numberOf(findField(frame, 'cost'), card);
	const most = numberOf(findField(frame, 'maxCost'), card);
	if (cost === null || cost === 0) return null;
	const tone = most !== null && cost >= most ? ' bad' : most !== null && cost >= most * 0.8 ? ' warn' : '';
	return (
		<span className={`fact${tone}`}>
			{most === null ? formatUsd(cost) : `${formatUsd(cost)} of ${formatUsd(most)}`}
		</span>
	);
}

/** `YYYY-MM-DD` as a day of the reader's calendar. */
function formatDay(day: string): string {
	return new Date(`${day}T12:00:00`).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

export function showTime(time: Date): string {
	const today = time.toDateString() === new Date().toDateString();
	return time.toLocaleString(
		undefined,
		today ? { timeStyle: 'short' } : { dateStyle: 'short', timeStyle: 'short' },
	);
}

/** Makes a card one that can be dragged, and others be dropped above or below. */
function useDragging(
	ref: React.RefObject<HTMLElement | null>,
	gid: string,
): { readonly dragging: boolean; readonly edge: Edge | null } {
	const [dragging, setDragging] = useState(false);
	const [edge, setEdge] = useState<Edge | null>(null);
	useEffect(() => {
		const element = ref.current;
		if (!element) return undefined;
		return combine(
			draggable({
				element,
				getInitialData: () => ({ card: gid }),
				onDragStart: () => setDragging(true),
				onDrop: () => setDragging(false),
			}),
			dropTargetForElements({
				element,
				canDrop: ({ source }) => typeof source.data['card'] === 'string',
				getData: ({ input }) => ({ card: gid, edge: edgeAt(element, input.clientY) }),
				onDrag: ({ self, source }) =>
					setEdge(source.data['card'] === gid ? null : (self.data['edge'] as Edge)),
				onDragLeave: () => setEdge(null),
				onDrop: () => setEdge(null),
			}),
		);
	}, [ref, gid]);
	return { dragging, edge };
}

function edgeAt(element: Element, y: number): Edge {
	const { top, height } = element.getBoundingClientRect();
	return y < top + height / 2 ? 'top' : 'bottom';
}
