import type { Delivery, Mailbox } from '@aegis/shared/actor';
import type { Process } from '../process.ts';
import type { Room } from '../room.ts';
import type { Letter } from './redis.ts';

const never = new Promise<never>(() => {});

/**
 * A mailbox in memory, as one life of a process has it: letters stay in the simulated Redis until they are
 * acknowledged, and what a predecessor was given comes first.
 */
export class LetterMailbox implements Mailbox {
	readonly #process: Process;
	readonly #room: Pick<Room, 'redis' | 'random'>;
	readonly #life: number;
	/** Given in this life, and not yet acknowledged. */
	readonly #given = new Map<string, Letter>();
	#entries = 0;
	#waiting: (() => void) | null = null;
	#stopped = false;
	#wasAway = false;
	#acknowledging = 0;
	#onAcknowledged: (() => void)[] = [];

	constructor(process: Process, room: Pick<Room, 'redis' | 'random'>) {
		this.#process = process;
		this.#room = room;
		this.#life = process.life;
	}

	/** Something may have come. */
	wake(): void {
		this.#waiting?.();
	}

	stop(): void {
		this.#stopped = true;
		this.#waiting?.();
	}

	rewind(): void {
		this.#given.clear();
	}

	async read(count: number, blockMs: number): Promise<Delivery[]> {
		const letters = await this.#next(count, blockMs);
		return letters.map((letter) => {
			const entryId = `${this.#process.name}-${this.#life}-${++this.#entries}`;
			this.#given.set(entryId, letter);
			return { entryId, envelope: toEnvelope(letter, this.#process.name), raw: letter.id };
		});
	}

	acknowledgeSoon(deliveries: readonly Delivery[]): void {
		if (deliveries.length === 0 || this.#process.life !== this.#life) return;
		this.#acknowledging++;
		this.#process.later(this.#room.random.delay(3), () => {
			this.#acknowledge(deliveries);
			if (--this.#acknowledging > 0) return;
			for (const hear of this.#onAcknowledged.splice(0)) hear();
		});
	}

	async acknowledged(): Promise<void> {
		if (this.#acknowledging > 0) await new Promise<void>((resolve) => this.#onAcknowledged.push(resolve));
	}

	async bury(delivery: Delivery, reason: string): Promise<void> {
		this.#room.redis.bury({ to: this.#process.name, reason, id: delivery.raw });
		this.#acknowledge([delivery]);
	}

	/** What was not reached by it is given again. */
	#acknowledge(deliveries: readonly Delivery[]): void {
		if (!this.#process.reachesRedis) return this.rewind();
		const letters = deliveries.flatMap(({ entryId }) => this.#given.get(entryId) ?? []);
		this.#room.redis.acknowledge(this.#process.name, letters);
		for (const { entryId } of deliveries) this.#given.delete(entryId);
	}

	#next(count: number, blockMs: number): Promise<Letter[]> {
		if (this.#process.life !== this.#life) return never;
		return new Promise((resolve, reject) => {
			const { random } = this.#room;
			let planned = false;
			const look = (isLast: boolean): void => {
				planned = false;
				if (this.#stopped) return settle(() => reject(new Error('the connection is closed')));
				if (!this.#process.reachesRedis) {
					this.#wasAway = true;
					return plan(500, isLast);
				}
				// Entries that were on their way when the line broke come before all others.
				if (this.#wasAway) {
					this.#wasAway = false;
					return settle(() => reject(new Error('the line was broken')));
				}
				const letters = this.#fresh(count);
				if (letters.length > 0 || isLast) settle(() => resolve(letters));
			};
			const plan = (ms: number, isLast: boolean): void => {
				if (planned && !isLast) return;
				planned ||= !isLast;
				this.#process.later(ms, () => !settled && look(isLast));
			};
			let settled = false;
			const settle = (end: () => void): void => {
				if (settled) return;
				settled = true;
				this.#waiting = null;
				end();
			};
			this.#waiting = () => plan(random.delay(15), false);
			if (this.#stopped || this.#fresh(1).length > 0 || !this.#process.reachesRedis) this.#waiting();
			plan(blockMs, true);
		});
	}

	#fresh(count: number): Letter[] {
		const given = new Set(this.#given.values());
		const letters: Letter[] = [];
		for (const letter of this.#room.redis.peek(this.#process.name, given.size + count))
			if (!given.has(letter) && letters.push(letter) === count) break;
		return letters;
	}
}

function toEnvelope(letter: Letter, to: string): NonNullable<Delivery['envelope']> {
	const { id, from, at, message, replyTo, correlationId } = letter;
	return {
		id,
		v: 1,
		from,
		to,
		at,
		message,
		...(replyTo === undefined ? {} : { replyTo }),
		...(correlationId === undefined ? {} : { correlationId }),
	};
}
