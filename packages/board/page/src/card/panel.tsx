import { useEffect, useRef, useState, type ReactNode } from 'react';
import { attach, editCard } from '../api/actions.ts';
import type { Board, Card } from '../core/board.ts';
import { revealCard } from '../board/focus-card.ts';
import { closeAndReturn } from '../board/keys.ts';
import { setState, useStore } from '../live/state.ts';
import { openCard } from '../live/address.ts';
import { Attachments } from './attachments.tsx';
import { Banner } from './banner.tsx';
import { DeleteCard } from './delete-card.tsx';
import { Description } from './description.tsx';
import { EditableLine } from './editable.tsx';
import { Fields } from './fields.tsx';
import { Links } from './links.tsx';
import { Subtasks } from './subtasks.tsx';
import { Talk } from './talk.tsx';
import { useDetail, type Detail } from './use-card.ts';

/** The open card, beside the board or over it. */
export function Panel(): ReactNode {
	const gid = useStore((state) => state.card);
	const board = useStore((state) => state.board);
	const card = gid === null ? undefined : board?.cards.get(gid);
	if (gid === null || !board) return null;
	if (!card) return <GonePanel />;
	return <CardPanel key={gid} card={card} board={board} />;
}

function GonePanel(): ReactNode {
	return (
		<aside className="panel" aria-label="Card">
			<p className="hint">This card is not on this board, or no longer.</p>
			<button type="button" className="button" onClick={() => openCard(null)}>
				Close
			</button>
		</aside>
	);
}

function CardPanel({ card, board }: { readonly card: Card; readonly board: Board }): ReactNode {
	const panel = useRef<HTMLElement>(null);
	const detail = useDetail(card.gid);
	const [over, setOver] = useState(false);
	// Whoever opens a card by keyboard goes on in it; the first stop is the panel itself, which says its name.
	useEffect(() => {
		panel.current?.focus({ preventScroll: true });
		void revealCard(card.gid);
	}, [card.gid]);
	const column = board.frame.columns.find(({ gid }) => gid === card.section);
	return (
		<aside
			ref={panel}
			className={over ? 'panel over' : 'panel'}
			aria-label={`Card: ${card.name}`}
			tabIndex={-1}
			onDragOver={(event) => {
				if (!event.dataTransfer.types.includes('Files')) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				setOver(false);
				if (event.dataTransfer.files.length === 0) return;
				event.preventDefault();
				void attach(card.gid, [...event.dataTransfer.files]);
			}}
		>
			<header>
				<button
					type="button"
					className="button"
					title="Move to… (m)"
					onClick={() => setState({ dialog: { kind: 'move', card: card.gid } })}
				>
					{column?.name} <span aria-hidden="true">▾</span>
				</button>
				<button
					type="button"
					className={card.completed ? 'button ticked' : 'button'}
					aria-pressed={card.completed}
					onClick={() =>
						void editCard(card.gid, { completed: !card.completed }, { completed: !card.completed })
					}
				>
					{card.completed ? '✓ Done' : 'Mark done'}
				</button>
				<span className="spring" />
				<DeleteCard gid={card.gid} />
				<button
					type="button"
					className="quiet-button close"
					aria-label="Close"
					title="Close (Esc)"
					onClick={() => closeAndReturn(card.gid)}
				>
					×
				</button>
			</header>
			<EditableLine
				className="panel-name"
				label="Name"
				value={card.name}
				onSave={(name) => editCard(card.gid, { name }, { name })}
			/>
			<Banner card={card} board={board} />
			<Fields card={card} frame={board.frame} />
			{detail === undefined ? (
				<p className="hint">This card could not be read.</p>
			) : (
				detail && (
					<>
						<Description gid={card.gid} detail={detail} />
						<Parts card={card} board={board} detail={detail} />
					</>
				)
			)}
			<Talk card={card} board={board} />
		</aside>
	);
}

const parts = ['Subtasks', 'Waits for', 'Attachments'] as const;
type Part = (typeof parts)[number];

/** What else belongs to the card; of what there is nothing yet, only a way to begin it. */
function Parts({
	card,
	board,
	detail,
}: {
	readonly card: Card;
	readonly board: Board;
	readonly detail: Detail;
}): ReactNode {
	const [begun, setBegun] = useState<readonly Part[]>([]);
	const has: Record<Part, boolean> = {
		Subtasks: detail.subtasks.length > 0,
		'Waits for': detail.waitsFor.length + detail.holdsUp.length > 0,
		Attachments: detail.files.length > 0,
	};
	const shows = (part: Part): boolean => has[part] || begun.includes(part);
	return (
		<>
			{shows('Subtasks') && <Subtasks gid={card.gid} subtasks={detail.subtasks} />}
			{shows('Waits for') && <Links card={card} detail={detail} board={board} />}
			{shows('Attachments') && <Attachments gid={card.gid} files={detail.files} />}
			<div className="more">
				{parts
					.filter((part) => !shows(part))
					.map((part) => (
						<button
							key={part}
							type="button"
							className="quiet-button"
							onClick={() => setBegun([...begun, part])}
						>
							+ {part}
						</button>
					))}
			</div>
		</>
	);
}
