import type { NewEffect } from '@aegis/shared/effects';
import { Syncer as Shell } from '@aegis/syncer/shell';
import { durations } from '../durations.ts';
import { complaintLog } from '../machine/complaint-log.ts';
import { processClock } from '../machine/process-clock.ts';
import { projectGid } from '../outside/board.ts';
import { boardDoor } from '../outside/board-door.ts';
import { Process } from '../process.ts';
import type { Room } from '../room.ts';
import { ProjectDisk } from '../store/memory-project.ts';
import { letterCarrier } from '../transport/letter-carrier.ts';
import type { LetterMailbox } from '../transport/letter-mailbox.ts';

/** The real syncer, its shell and all, as a process of the simulated world: with a disk that outlives it. */
export class Syncer extends Process {
	readonly #disk = new ProjectDisk();
	/** Set by a fault: dies right after the next commit, before anything is sent or acknowledged. */
	diesAfterCommit = false;
	#mailbox: LetterMailbox | null = null;
	#ids = 0;

	constructor(room: Room) {
		super(`syncer.${projectGid}`, room);
	}

	protected override boot(): void {
		const { life, room } = this;
		const clock = processClock(this);
		const carrier = letterCarrier(this, room);
		this.#mailbox = carrier.mailbox;
		const { store, facts } = this.#disk.open({
			isAlive: () => this.up && this.life === life,
			onCommit: () => this.#onCommit(),
			onUndo: () => {},
		});
		const { questions, orders } = boardDoor(room, clock);
		const shell = new Shell({
			projectGid,
			context: { signal: new AbortController().signal, fail: () => this.crash() },
			clock,
			chance: { random: () => room.random.next(), id: () => `s-${++this.#ids}` },
			carrier,
			store,
			facts,
			edit: (tx) => tx,
			// Its store is the project's only one: it never joins.
			tenure: { isSettled: async () => true, confirm: async () => true, settle: async () => {}, ask: '' },
			reads: questions,
			looks: questions,
			writes: orders,
			connection: { scarce: false },
			effects: { record: (effect) => this.#tell(effect) },
			pollMs: durations.poll,
			reconcileMs: durations.reconcile / 2,
			publicUrl: null,
			problems: () => [],
			log: complaintLog(this.name, room),
		});
		void shell.start();
		room.loop.owe();
	}

	override wake(): void {
		if (this.up) this.#mailbox?.wake();
	}

	protected override read(): void {}

	/** It has heard of all that happened on the board, and everything it was told to do there is done. */
	get isQuiet(): boolean {
		const { journal, waiting, sync } = this.#disk;
		return journal.isSent && waiting === 0 && sync === String(this.room.board.events.length);
	}

	/** A comment is told by the board, where it is seen. */
	#tell(effect: NewEffect): void {
		if (effect.kind === 'comment') return;
		this.room.log(
			effect.kind === 'move' ? { ...effect, knows: this.room.known(effect.card, effect.seq) } : effect,
		);
	}

	#onCommit(): void {
		this.#disk.journal.commit();
		if (!this.diesAfterCommit) return;
		this.diesAfterCommit = false;
		this.crash();
	}
}
