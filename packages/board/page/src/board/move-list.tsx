import { useRef, type ReactNode } from 'react';
import { moveCard } from '../api/actions.ts';
import { placeAtEnd } from '../core/drop.ts';
import type { Place } from '../core/board.ts';
import { focusCard } from './focus-card.ts';
import { closeDialog, getState, useStore } from '../live/state.ts';

/** The columns a card can go to, by arrow keys, by number, by touch. */
export function MoveList({ card: gid }: { readonly card: string }): ReactNode {
	const board = useStore((state) => state.board);
	const list = useRef<HTMLDivElement>(null);
	const card = board?.cards.get(gid);
	if (!board || !card) return <p>That card is gone.</p>;

	const go = (place: Place): void => {
		closeDialog();
		void moveCard(gid, place);
		// The dialog gives the focus back to where the card was; it goes with the card.
		if (getState().card === null) requestAnimationFrame(() => void focusCard(gid));
	};
	const choose = (section: string): void => {
		const { board: now } = getState();
		if (now) go(section === card.section ? { section, after: null } : placeAtEnd(now, gid, section));
	};
	const onKeyDown = (event: React.KeyboardEvent): void => {
		const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
		const at = buttons.findIndex((button) => button === document.activeElement);
		const column = board.frame.columns[Number(event.key) - 1];
		if (/^[1-9]$/.test(event.key) && column) choose(column.gid);
		else if (event.key === 'ArrowDown' || event.key === 'j') buttons[(at + 1) % buttons.length]?.focus();
		else if (event.key === 'ArrowUp' || event.key === 'k') buttons.at(at - 1)?.focus();
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<>
			<p className="quiet">{card.name}</p>
			<div ref={list} className="move-list" onKeyDown={onKeyDown} role="group" aria-label="Columns">
				{board.frame.columns.map(({ gid: section, name }, index) => (
					<button
						key={section}
						type="button"
						aria-current={section === card.section}
						data-first={section === card.section || undefined}
						onClick={() => choose(section)}
					>
						<span>{name}</span>
						<span className="quiet">
							{section === card.section ? 'here · to its top' : index < 9 ? index + 1 : ''}
						</span>
					</button>
				))}
			</div>
		</>
	);
}
