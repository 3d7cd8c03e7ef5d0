import { useState, type ReactNode } from 'react';
import { attempt } from '../api/actions.ts';
import { call } from '../api/request.ts';
import type { Board, Card } from '../core/board.ts';
import { everything, matcherOf } from '../core/search.ts';
import { openCard } from '../live/address.ts';
import type { Detail, Linked } from './use-card.ts';

interface LinksProps {
	readonly card: Card;
	readonly detail: Detail;
	readonly board: Board;
}

/** What the card waits for, and what waits for it. */
export function Links({ card, detail, board }: LinksProps): ReactNode {
	const change = (call_: 'addDependencies' | 'removeDependencies', other: string): Promise<boolean> =>
		attempt(() => call('POST', `/tasks/${card.gid}/${call_}`, { dependencies: [other] }));
	return (
		<section aria-labelledby="waits-for">
			<h3 id="waits-for">Waits for</h3>
			<LinkList
				links={detail.waitsFor}
				board={board}
				onRemove={(other) => void change('removeDependencies', other)}
			/>
			<AddLink
				card={card}
				board={board}
				taken={detail.waitsFor}
				onAdd={(other) => change('addDependencies', other)}
			/>
			{detail.holdsUp.length > 0 && (
				<>
					<h4>Waiting for this one</h4>
					<LinkList links={detail.holdsUp} board={board} />
				</>
			)}
		</section>
	);
}

interface LinkListProps {
	readonly links: readonly Linked[];
	readonly board: Board;
	readonly onRemove?: (gid: string) => void;
}

function LinkList({ links, board, onRemove }: LinkListProps): ReactNode {
	if (links.length === 0) return null;
	return (
		<ul className="list">
			{links.map(({ gid, name, completed }) => (
				<li key={gid} className={completed ? 'finished' : ''}>
					<span
						className={completed ? 'mark good' : 'mark bad'}
						role="img"
						aria-label={completed ? 'done' : 'not done'}
					>
						{completed ? '✓' : '●'}
					</span>
					{board.cards.has(gid) ? (
						<button type="button" className="link" onClick={() => openCard(gid)}>
							{name || 'Untitled'}
						</button>
					) : (
						<span>{name || 'Untitled'} (elsewhere)</span>
					)}
					{onRemove && (
						<button
							type="button"
							className="quiet-button"
							aria-label={`Wait no longer for “${name}”`}
							onClick={() => onRemove(gid)}
						>
							×
						</button>
					)}
				</li>
			))}
		</ul>
	);
}

/** How many cards are offered while one types. */
const offered = 6;

interface AddLinkProps {
	readonly card: Card;
	readonly board: Board;
	readonly taken: readonly Linked[];
	readonly onAdd: (gid: string) => Promise<boolean>;
}

function AddLink({ card, board, taken, onAdd }: AddLinkProps): ReactNode {
	const [text, setText] = useState('');
	const matches = matcherOf({ ...everything, text }, board.frame);
	const found =
		text.trim() === ''
			? []
			: [...board.cards.values()]
					.filter(
						(other) =>
							other.gid !== card.gid && !taken.some(({ gid }) => gid === other.gid) && matches(other),
					)
					.slice(0, offered);
	const add = (gid: string): void => {
		void onAdd(gid).then((taken_) => taken_ && setText(''));
	};
	return (
		<div className="add-link">
			<input
				type="text"
				aria-label="Wait for another card"
				placeholder="Wait for another card…"
				value={text}
				onChange={(event) => setText(event.target.value)}
				onKeyDown={(event) => {
					if (event.key === 'Enter' && found[0]) add(found[0].gid);
					if (event.key !== 'Escape') return;
					event.stopPropagation();
					setText('');
				}}
			/>
			{found.length > 0 && (
				<ul className="offers">
					{found.map(({ gid, name }) => (
						<li key={gid}>
							<button type="button" onClick={() => add(gid)}>
								{name || 'Untitled'}
							</button>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
