import type { ReactNode } from 'react';
import { moveCard, setField } from '../api/actions.ts';
import type { Board, Card, Field } from '../core/board.ts';
import { placeAtEnd } from '../core/drop.ts';
import { findField, numberOf, textOf } from '../core/fields.ts';
import { formatUsd, localTimes } from '../core/wording.ts';
import { showTime } from '../board/card.tsx';

interface BannerProps {
	readonly card: Card;
	readonly board: Board;
}

/** Why the card waits, in Aegis's words, with what a person can do about it beside them. */
export function Banner({ card, board }: BannerProps): ReactNode {
	const { frame } = board;
	const reason = textOf(findField(frame, 'reason'), card);
	const column = frame.columns.find(({ gid }) => gid === card.section)?.name ?? '';
	const waits = /clarification/i.test(column);
	const actions = [
		<Approve key="approve" card={card} field={findField(frame, 'approval')} column={column} />,
		<Raise key="raise" card={card} board={board} reason={reason} />,
		waits && <Answer key="answer" card={card} board={board} />,
	];
	if (card.completed || (reason === '' && !waits)) return <div className="actions">{actions[0]}</div>;
	return (
		<div className="banner">
			{reason !== '' && <p>{localTimes(reason, showTime)}</p>}
			<div className="actions">{actions}</div>
		</div>
	);
}

/** Merges nothing by itself: it says that the person agrees, in the field Aegis waits for. */
function Approve({
	card,
	field,
	column,
}: {
	readonly card: Card;
	readonly field: Field | undefined;
	readonly column: string;
}): ReactNode {
	const approved = field?.options.find(({ name, enabled }) => enabled && /^approved$/i.test(name));
	if (!field || !approved || !/^(review|merging)$/i.test(column) || card.completed) return null;
	if (!/^manual/i.test(textOf(field, card))) return null;
	return (
		<button
			type="button"
			className="button primary"
			onClick={() => void setField(card.gid, field.gid, approved.gid, 'your approval')}
		>
			Approve and merge
		</button>
	);
}

/** Offered where the budget is nearly spent, or is what the card waits for. */
function Raise({ card, board, reason }: BannerProps & { readonly reason: string }): ReactNode {
	const field = findField(board.frame, 'maxCost');
	const most = numberOf(field, card);
	const cost = numberOf(findField(board.frame, 'cost'), card) ?? 0;
	if (!field || !(/budget|max cost/i.test(reason) || (most !== null && cost >= most * 0.8))) return null;
	const next = Math.ceil(Math.max((most ?? 2) * 2, cost * 2) * 100) / 100;
	return (
		<button
			type="button"
			className="button"
			onClick={() => void setField(card.gid, field.gid, next, 'the new Max Cost')}
		>
			{`Raise Max Cost to ${formatUsd(next)}`}
		</button>
	);
}

function Answer({ card, board }: BannerProps): ReactNode {
	const ready = board.frame.columns.find(({ name }) => /^ready queue$/i.test(name.trim()));
	return (
		<>
			<button
				type="button"
				className="button"
				onClick={() => document.querySelector<HTMLElement>('#comment')?.focus()}
			>
				Answer
			</button>
			{ready && (
				<button
					type="button"
					className="button"
					onClick={() => void moveCard(card.gid, placeAtEnd(board, card.gid, ready.gid))}
				>
					Back to {ready.name}
				</button>
			)}
		</>
	);
}
