import { AegisError } from '@aegis/shared/errors';
import type { ActorStore } from '@aegis/shared/store';
import type { MemoryJournal } from './memory-journal.ts';
import type { UndoLog } from './undo-log.ts';

/** A world's say in what a store does. */
export interface StoreHooks {
	/** False once whoever opened it is dead: it is never answered again. */
	isAlive(): boolean;
	/** Called in the middle of every commit: what was done is kept. */
	onCommit(): void;
	/** Called where a transaction is undone. */
	onUndo(): void;
}

/** What outlives every process that opens it. */
export interface Disk<Tx> {
	readonly log: UndoLog;
	readonly journal: MemoryJournal<Tx>;
	readonly tx: Tx;
	generation: number;
}

const never = new Promise<never>(() => {});

interface Opened<Tx> extends ActorStore<Tx> {
	/** Reads what is committed: after the transaction under way. */
	read<Result>(look: () => Promise<Result>): Promise<Result>;
}

/** A store in memory as one process has opened it: transactions one after another, all or nothing, fenced. */
export function openMemoryStore<Tx>(disk: Disk<Tx>, hooks: StoreHooks): Opened<Tx> {
	const generation = ++disk.generation;
	let turn: Promise<unknown> = Promise.resolve();

	const transact = async <Result>(body: (tx: Tx) => Promise<Result>): Promise<Result> => {
		if (!hooks.isAlive()) return never;
		if (generation !== disk.generation)
			throw new AegisError('STORE_FENCED', 'Another process has taken over this store.', {
				fix: 'Nothing to do: it stops by itself.',
			});
		let result: Result;
		try {
			result = await body(disk.tx);
		} catch (error) {
			disk.log.undoTo(0);
			hooks.onUndo();
			throw error;
		}
		disk.log.keep();
		hooks.onCommit();
		// Killed between the commit and its answer.
		return hooks.isAlive() ? result : never;
	};

	return {
		journal: disk.journal,
		transact(body) {
			const result = turn.then(() => transact(body));
			turn = result.catch(() => {});
			return result;
		},
		read: (look) => turn.then(() => (hooks.isAlive() ? look() : never)),
		probe: async () => {},
	};
}
