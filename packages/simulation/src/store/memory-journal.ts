import type { Journal, OutboxEntry } from '@aegis/shared/store';
import { Table, type UndoLog } from './undo-log.ts';

type Numbered = OutboxEntry & { readonly seq: number };

/** The runtime's journal in memory: ids of handled messages, and what is to be sent, in order. */
export class MemoryJournal<Tx> implements Journal<Tx> {
	readonly #handled: Table<number>;
	readonly #outbox: Table<Numbered>;
	/** Numbers of the outbox: the last one given, the last one sent, the first one kept. */
	readonly #state: Table<number | string>;
	readonly #order: Numbered[] = [];
	#committed = 0;

	constructor(log: UndoLog) {
		this.#handled = new Table(log);
		this.#outbox = new Table(log);
		this.#state = new Table(log);
	}

	/** Nothing waits to be sent. */
	get isSent(): boolean {
		return this.#number('sent') >= this.#number('last');
	}

	/** Makes what was appended part of what is to be sent, and says what it is. */
	commit(): Numbered[] {
		const from = this.#committed;
		this.#committed = this.#number('last');
		return this.#order.slice(from, this.#committed);
	}

	async take(_tx: Tx, id: string, at: number): Promise<boolean> {
		if (this.#handled.has(id)) return false;
		this.#handled.set(id, at);
		return true;
	}

	async append(_tx: Tx, entries: readonly OutboxEntry[]): Promise<void> {
		for (const entry of entries) {
			if (this.#outbox.has(entry.id)) continue;
			const seq = this.#number('last') + 1;
			const numbered = { ...entry, seq };
			this.#state.set('last', seq);
			this.#outbox.set(entry.id, numbered);
			// What is undone leaves a hole that the next of its number fills.
			this.#order[seq - 1] = numbered;
		}
	}

	async unsent(after: number, limit: number): Promise<Numbered[]> {
		const from = Math.max(after, this.#number('sent'), this.#number('forgotten'));
		return this.#order.slice(from, Math.min(from + limit, this.#committed));
	}

	async keptFor(_tx: Tx, address: string): Promise<string[]> {
		return this.#order
			.slice(this.#number('forgotten'), this.#number('last'))
			.filter((entry) => entry.address === address)
			.map(({ envelope }) => envelope);
	}

	async markSent(_tx: Tx, upTo: number): Promise<void> {
		if (upTo > this.#number('sent')) this.#state.set('sent', upTo);
	}

	async unsendAll(): Promise<void> {
		this.#state.set('sent', 0);
	}

	async prune(_tx: Tx, sentBefore: number, handledBefore: number): Promise<void> {
		const kept = this.#order.slice(0, this.#number('sent')).findIndex(({ at }) => at >= sentBefore);
		this.#state.set('forgotten', kept < 0 ? this.#number('sent') : kept);
		void handledBefore;
	}

	async recallCarrier(): Promise<string | null> {
		return (this.#state.get('carrier') as string | undefined) ?? null;
	}

	async rememberCarrier(_tx: Tx, state: string): Promise<void> {
		this.#state.set('carrier', state);
	}

	#number(name: 'last' | 'sent' | 'forgotten'): number {
		return (this.#state.get(name) as number | undefined) ?? 0;
	}
}
