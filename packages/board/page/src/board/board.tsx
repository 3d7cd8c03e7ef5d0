import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { moveCard } from '../api/actions.ts';
import type { Board, Place } from '../core/board.ts';
import { placeAtEnd, placeBeside, type Edge } from '../core/drop.ts';
import { isEverything, matcherOf } from '../core/search.ts';
import { getState, setState, useStore } from '../live/state.ts';
import { Column } from './column.tsx';

/** The columns of the project. */
export function BoardView(): ReactNode {
	const board = useStore((state) => state.board);
	const projects = useStore((state) => state.projects);
	const connection = useStore((state) => state.connection);
	if (board) return <Columns board={board} />;
	if (connection === 'closed')
		return (
			<Hint>
				This page has no session. Open the board with <code>aegis open</code>.
			</Hint>
		);
	if (connection !== 'live' || projects.length > 0)
		return <main className="board" aria-label="Columns" aria-busy="true" />;
	return (
		<Hint>
			No project yet. <code>aegis init</code> in a git repository makes one; projects made through the API
			appear here by themselves.
		</Hint>
	);
}

function Hint({ children }: { readonly children: ReactNode }): ReactNode {
	return (
		<main className="board">
			<p className="hint">{children}</p>
		</main>
	);
}

function Columns({ board }: { readonly board: Board }): ReactNode {
	const main = useRef<HTMLElement>(null);
	useDrops(main);
	const lists = useShown(board);
	return (
		<main ref={main} className="board" aria-label="Columns" tabIndex={-1}>
			{board.frame.columns.map((column) => (
				<Column
					key={column.gid}
					column={column}
					frame={board.frame}
					cards={board.cards}
					list={lists.get(column.gid) ?? []}
					total={board.order.get(column.gid)?.length ?? 0}
				/>
			))}
			<button
				type="button"
				className="add-first"
				hidden={board.cards.size > 0}
				onClick={() => setState({ dialog: { kind: 'create', section: null } })}
			>
				Write the first card (c)
			</button>
		</main>
	);
}

/** The cards of each column that pass the filter. */
function useShown(board: Board): Board['order'] {
	const filter = useStore((state) => state.filter);
	return useMemo(() => {
		if (isEverything(filter)) return board.order;
		const matches = matcherOf(filter, board.frame);
		const shows = (gid: string): boolean => {
			const card = board.cards.get(gid);
			return card !== undefined && matches(card);
		};
		return new Map([...board.order].map(([section, list]) => [section, list.filter(shows)]));
	}, [board, filter]);
}

/** Moves what is dropped on a card or beside the cards of a column. */
function useDrops(main: React.RefObject<HTMLElement | null>): void {
	useEffect(() => {
		const element = main.current;
		if (!element) return undefined;
		return combine(
			autoScrollForElements({ element }),
			monitorForElements({
				onDrop: ({ source, location }) => {
					const card = source.data['card'];
					const target = location.current.dropTargets[0]?.data;
					const place = typeof card === 'string' && target ? placeOn(card, target) : undefined;
					if (place) void moveCard(card as string, place);
				},
			}),
		);
	}, [main]);
}

function placeOn(card: string, target: Record<string | symbol, unknown>): Place | undefined {
	const { board } = getState();
	if (!board) return undefined;
	if (typeof target['card'] === 'string')
		return placeBeside(board, card, target['card'], target['edge'] as Edge);
	return typeof target['section'] === 'string' ? placeAtEnd(board, card, target['section']) : undefined;
}
