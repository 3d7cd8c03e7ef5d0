import type { ToSyncer } from '@aegis/shared/messages';
import { addWrite } from './store/board-writes.ts';
import { saveCursor } from './store/cursor.ts';
import type { ProjectTransaction } from './store/tables.ts';
import type { Tenure } from './tenure/tenure.ts';

type Heard = ToSyncer['type'];

/** What the master says, and what is to be done about it once it is committed. */
export class Mailbox {
	readonly #tenure: Tenure;
	readonly #onCommitted: Readonly<Record<Heard, () => void>>;
	readonly #heard = new Set<Heard>();

	constructor(options: { tenure: Tenure; onCommitted: Readonly<Record<Heard, () => void>> }) {
		this.#tenure = options.tenure;
		this.#onCommitted = options.onCommitted;
	}

	/** Keeps one message, in the transaction that also marks it as heard. */
	async keep(tx: ProjectTransaction, message: ToSyncer): Promise<void> {
		switch (message.type) {
			case 'asana.apply':
				// What came before the master's answer is in it.
				if (!(await this.#tenure.isSettled(tx))) return;
				await addWrite(tx, message, Date.now());
				break;
			case 'project.resync':
				await saveCursor(tx, { crawledAt: 0 });
				break;
			case 'project.base':
				await this.#tenure.settle(tx, message);
				break;
		}
		this.#heard.add(message.type);
	}

	/** The messages kept since the last call are committed. */
	committed(): void {
		const heard = [...this.#heard];
		this.#heard.clear();
		for (const type of heard) this.#onCommitted[type]();
	}
}
