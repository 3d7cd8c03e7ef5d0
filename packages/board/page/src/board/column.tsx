import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { memo, useEffect, useRef, useState, type ReactElement } from 'react';
import { VList, type VListHandle } from 'virtua';
import type { Board, Named } from '../core/board.ts';
import { setState, useStore } from '../live/state.ts';
import { CardItem } from './card.tsx';
import { columnLists } from './lists.ts';

interface ColumnProps {
	readonly column: Named;
	readonly frame: Board['frame'];
	readonly cards: Board['cards'];
	/** The cards that are shown, in their order. */
	readonly list: readonly string[];
	/** How many there are. */
	readonly total: number;
}

/** A column with its cards; only those in sight are in the page. */
export const Column = memo(({ column, frame, cards, list, total }: ColumnProps) => {
	const section = useRef<HTMLElement>(null);
	const handle = useRef<VListHandle>(null);
	const over = useDropTarget(section, column.gid);
	const focus = useStore((state) => state.focus);
	const focusAt = focus === null ? -1 : list.indexOf(focus);
	useEffect(() => {
		columnLists.set(column.gid, (index) => handle.current?.scrollToIndex(index, { align: 'nearest' }));
		return () => void columnLists.delete(column.gid);
	}, [column.gid]);
	return (
		<section
			ref={section}
			className={over ? 'column over' : 'column'}
			aria-label={column.name}
			data-section={column.gid}
		>
			<header>
				<h2>{column.name}</h2>
				<span className="total">{list.length === total ? total : `${list.length} of ${total}`}</span>
				<button
					type="button"
					className="quiet-button"
					aria-label={`New card in ${column.name}`}
					title="New card"
					onClick={() => setState({ dialog: { kind: 'create', section: column.gid } })}
				>
					+
				</button>
			</header>
			{list.length === 0 ? (
				<p className="nothing">{total === 0 ? 'No cards' : 'Nothing here matches'}</p>
			) : (
				<VList
					ref={handle}
					className="cards"
					data={list}
					itemSize={96}
					{...(focusAt < 0 ? {} : { keepMounted: [focusAt] })}
				>
					{(gid): ReactElement => {
						const card = cards.get(gid);
						return card ? <CardItem key={gid} card={card} frame={frame} /> : <span key={gid} />;
					}}
				</VList>
			)}
		</section>
	);
});

/** Makes a column take what is dropped beside its cards, and scroll while something is held at its edge. */
function useDropTarget(ref: React.RefObject<HTMLElement | null>, section: string): boolean {
	const [over, setOver] = useState(false);
	useEffect(() => {
		const element = ref.current;
		if (!element) return undefined;
		const list = element.querySelector('.cards');
		return combine(
			dropTargetForElements({
				element,
				canDrop: ({ source }) => typeof source.data['card'] === 'string',
				getData: () => ({ section }),
				onDragEnter: () => setOver(true),
				onDragLeave: () => setOver(false),
				onDrop: () => setOver(false),
			}),
			list ? autoScrollForElements({ element: list }) : () => undefined,
		);
	});
	return over;
}
