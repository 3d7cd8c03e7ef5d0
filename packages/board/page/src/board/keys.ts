import { moveCard, undoMove } from '../api/actions.ts';
import { placeOneStep } from '../core/drop.ts';
import { stepFrom, type Direction } from '../core/steps.ts';
import { openCard } from '../live/address.ts';
import { getState, setState } from '../live/state.ts';
import { focusCard, isShown } from './focus-card.ts';

const directions: Readonly<Record<string, Direction>> = {
	ArrowUp: 'up',
	ArrowDown: 'down',
	ArrowLeft: 'left',
	ArrowRight: 'right',
	Home: 'first',
	End: 'last',
	k: 'up',
	j: 'down',
	h: 'left',
	l: 'right',
};

/** The keys of the whole page. What is typed into a field, or said to a dialog, is not one of them. */
export function onKey(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.altKey || isTyping(event.target)) return;
	if (document.querySelector('dialog[open]')) return;
	if ((event.ctrlKey || event.metaKey) && event.key !== 'z') return;
	if (act(event)) event.preventDefault();
}

function act(event: KeyboardEvent): boolean {
	const { card, focus } = getState();
	const current = card ?? focus;
	switch (event.key) {
		case 'c':
			setState({ dialog: { kind: 'create', section: null } });
			return true;
		case 'm':
			if (current !== null) setState({ dialog: { kind: 'move', card: current } });
			return current !== null;
		case 'z':
			void undoMove();
			return true;
		case '/':
			document.querySelector<HTMLElement>('#search')?.focus();
			return true;
		case '?':
			setState({ dialog: { kind: 'help' } });
			return true;
		case 'r':
			document.querySelector<HTMLElement>('#comment')?.focus();
			return card !== null;
		case 'Escape':
			if (card !== null) closeAndReturn(card);
			return card !== null;
		default:
			return walk(event, focus);
	}
}

/** Closes the open card and puts the keyboard where it was opened. */
export function closeAndReturn(card: string): void {
	openCard(null);
	void focusCard(card);
}

function walk(event: KeyboardEvent, focus: string | null): boolean {
	const direction = directions[event.key];
	const { board } = getState();
	if (direction === undefined || !board || isInPanel(event.target)) return false;
	if (event.shiftKey && focus !== null && (direction === 'up' || direction === 'down')) {
		const place = placeOneStep(board, focus, direction === 'up' ? -1 : 1);
		if (place) {
			void moveCard(focus, place);
			void focusCard(focus);
		}
		return true;
	}
	const next = stepFrom(board, focus, direction, isShown);
	if (next !== undefined) void focusCard(next);
	return true;
}

function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

function isInPanel(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest('.panel') !== null;
}
