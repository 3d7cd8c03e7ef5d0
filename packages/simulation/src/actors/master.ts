import { runMaster, type Master as Shell } from '@aegis/master/master';
import type { ProjectBook } from '@aegis/master/projects/project-book';
import type { AsanaApply, Envelope } from '@aegis/shared/messages';
import { durations } from '../durations.ts';
import { processClock } from '../machine/process-clock.ts';
import { complaintLog } from '../machine/complaint-log.ts';
import { Process } from '../process.ts';
import type { Room } from '../room.ts';
import { MasterDisk } from '../store/memory-master-store.ts';
import { letterCarrier } from '../transport/letter-carrier.ts';
import type { LetterMailbox } from '../transport/letter-mailbox.ts';

/** What the master believes a person did: here people say so themselves. */
const believed: ReadonlySet<string> = new Set(['person', 'approve', 'permit']);

/** The real master, its shell and all, as a process of the simulated world: with a disk that outlives it. */
export class Master extends Process {
	readonly disk = new MasterDisk();
	/** The version of the board each command was decided on, for the checker. */
	readonly known = new Map<string, number>();
	/** Set by a fault: dies right after the next commit, before anything is sent or acknowledged. */
	diesAfterCommit = false;
	readonly #projects: ProjectBook;
	#shell: Shell | null = null;
	#mailbox: LetterMailbox | null = null;
	#ids = 0;

	constructor(room: Room, projects: ProjectBook) {
		super('master', room);
		this.#projects = projects;
	}

	protected override boot(): void {
		const { life, room } = this;
		const carrier = letterCarrier(this, room);
		this.#mailbox = carrier.mailbox;
		this.#shell = runMaster({
			store: this.disk.open({
				isAlive: () => this.up && this.life === life,
				onCommit: () => this.#onCommit(),
				onUndo: () => (this.disk.told = []),
			}),
			carrier,
			clock: processClock(this),
			chance: { random: () => room.random.next(), id: () => `m-${++this.#ids}` },
			projects: this.#projects,
			leaseMs: durations.lease,
			log: complaintLog(this.name, room),
			mayAnswer: () => true,
			announce: () => {},
			onFatal: () => this.crash(),
		});
		room.loop.owe();
	}

	override wake(): void {
		if (this.up) this.#mailbox?.wake();
	}

	protected override read(): void {}

	/** Its supervisor saw a worker's process end. */
	loseWorker(workerId: string): void {
		if (this.up) this.#tell((shell) => shell.loseWorker(workerId));
	}

	/** Projects are looked after that were not, or the other way round. */
	reconsiderAll(): void {
		if (this.up) this.#tell((shell) => shell.reconsiderAll());
	}

	get isSent(): boolean {
		return this.disk.journal.isSent;
	}

	#tell(order: (shell: Shell) => Promise<void>): void {
		if (this.#shell !== null) order(this.#shell).catch(() => {});
		this.room.loop.owe();
	}

	#onCommit(): void {
		const { told } = this.disk;
		this.disk.told = [];
		for (const effect of told) if (!believed.has(effect.kind)) this.room.log(effect);
		for (const { address, envelope } of this.disk.journal.commit())
			if (address.startsWith('actor/syncer')) this.#noteCommand(JSON.parse(envelope) as Envelope);
		if (!this.diesAfterCommit) return;
		this.diesAfterCommit = false;
		this.crash();
	}

	#noteCommand({ message }: Envelope): void {
		if (message.type !== 'asana.apply') return;
		const { cardGid, seq } = message as unknown as AsanaApply;
		const version = this.disk.cards.rows.get(cardGid)?.state.card.modifiedAt;
		this.known.set(`${cardGid}/${seq}`, Number(version ?? 0));
	}
}
