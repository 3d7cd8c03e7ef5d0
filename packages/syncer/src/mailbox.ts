import type { Clock } from '@aegis/shared/clock';
import type { ToSyncer } from '@aegis/shared/messages';
import type { ProjectEdit } from './store/project-facts.ts';
import type { Tenure } from './tenure/tenure.ts';

type Heard = ToSyncer['type'];

/** What the master says, and what is to be done about it once it is committed. */
export class Mailbox {
	readonly #tenure: Pick<Tenure, 'isSettled' | 'settle'>;
	readonly #clock: Pick<Clock, 'wall'>;
	readonly #onCommitted: Readonly<Record<Heard, () => void>>;
	readonly #heard = new Set<Heard>();

	constructor(options: {
		tenure: Pick<Tenure, 'isSettled' | 'settle'>;
		clock: Pick<Clock, 'wall'>;
		onCommitted: Readonly<Record<Heard, () => void>>;
	}) {
		this.#clock = options.clock;
		this.#tenure = options.tenure;
		this.#onCommitted = options.onCommitted;
	}

	/** Keeps one message, in the transaction that also marks it as heard. */
	async keep(tx: ProjectEdit, message: ToSyncer): Promise<void> {
		switch (message.type) {
			case 'asana.apply':
				// What came before the master's answer is in it.
				if (!(await this.#tenure.isSettled(tx))) return;
				// Whoever sends it once more: it is done once.
				if (message.seq <= (await tx.loadAppliedSeq(message.cardGid))) return;
				await tx.addWrite(message, this.#clock.wall());
				break;
			case 'project.resync':
				await tx.saveCursor({ crawledAt: 0 });
				break;
			case 'project.base':
				await this.#tenure.settle(tx, message, this.#clock.wall());
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
