import { useSyncExternalStore } from 'react';
import type { Command } from '../core/acknowledge.ts';
import type { Board, Named, Place } from '../core/board.ts';
import { withPending, type Pending } from '../core/pending.ts';
import { everything, type Filter } from '../core/search.ts';

export interface Toast {
	readonly id: number;
	readonly text: string;
	readonly tone: 'plain' | 'good' | 'bad';
	readonly undo?: boolean;
}

export type Dialog =
	| { readonly kind: 'create'; readonly section: string | null }
	| { readonly kind: 'move'; readonly card: string }
	| { readonly kind: 'help' }
	| null;

export interface State {
	readonly projects: readonly (Named & { readonly cards: number })[];
	/** The gids of who works here, and of Aegis. */
	readonly me: string;
	readonly bot: string;
	/** Where the dashboard is. */
	readonly dashboard: string | null;
	readonly project: string | null;
	readonly connection: 'connecting' | 'live' | 'lost' | 'closed';
	/** The board as the server told it, and as it is shown: with what was asked for and has not come about. */
	readonly told: Board | null;
	readonly pending: readonly Pending[];
	readonly board: Board | null;
	readonly filter: Filter;
	/** The card that is open. */
	readonly card: string | null;
	/** Counts the commits that touched it. */
	readonly touched: number;
	/** The card that the keyboard is on. */
	readonly focus: string | null;
	/** Cards others moved a moment ago. */
	readonly arrived: ReadonlySet<string>;
	readonly commands: readonly Command[];
	readonly moves: readonly { readonly card: string; readonly from: Place; readonly to: Place }[];
	readonly toasts: readonly Toast[];
	readonly dialog: Dialog;
}

const asked = new URLSearchParams(location.search);

let state: State = {
	projects: [],
	me: '',
	bot: '',
	dashboard: null,
	project: asked.get('project'),
	connection: 'connecting',
	told: null,
	pending: [],
	board: null,
	filter: { ...everything, text: asked.get('q') ?? '' },
	card: asked.get('card'),
	touched: 0,
	focus: null,
	arrived: new Set(),
	commands: [],
	moves: [],
	toasts: [],
	dialog: null,
};

const listeners = new Set<() => void>();

export function getState(): State {
	return state;
}

/** Changes the state; the shown board follows from what was told and what is pending. */
export function setState(patch: Partial<State>): void {
	const next = { ...state, ...patch };
	const changed = next.told !== state.told || next.pending !== state.pending;
	state = changed ? { ...next, board: next.told && withPending(next.told, next.pending) } : next;
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

/** A part of the state; what is picked must be the same object while nothing changed. */
export function useStore<T>(pick: (state: State) => T): T {
	return useSyncExternalStore(subscribe, () => pick(state));
}

let lastId = 0;

export function nextId(): number {
	lastId += 1;
	return lastId;
}

/** Milliseconds a message stays; one that can be undone stays longer. */
const toastMs = { short: 6_000, long: 12_000 };

/** Shows a message for a while, and tells it to screen readers. */
export function say(text: string, tone: Toast['tone'] = 'plain', undo = false): void {
	const toast = { id: nextId(), text, tone, undo };
	setState({ toasts: [...state.toasts.filter((other) => !undo || !other.undo), toast].slice(-3) });
	setTimeout(() => dismiss(toast.id), undo || tone === 'bad' ? toastMs.long : toastMs.short);
}

export function dismiss(id: number): void {
	setState({ toasts: state.toasts.filter((toast) => toast.id !== id) });
}

export function closeDialog(): void {
	setState({ dialog: null });
}
