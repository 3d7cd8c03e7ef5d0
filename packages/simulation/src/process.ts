import type { Room } from './room.ts';

/**
 * A process that can be killed, started again and paused. What it plans dies with it; what is durable is kept by its
 * subclass in fields that `boot` does not touch.
 */
export abstract class Process {
	readonly name: string;
	protected readonly room: Room;
	up = false;
	pausedUntil = 0;
	/** Cannot reach Redis until then. */
	cutUntil = 0;
	/** How far its wall clock is off. */
	skew = 0;
	#life = 0;
	#reading = false;

	constructor(name: string, room: Room) {
		this.name = name;
		this.room = room;
	}

	/** Begins a life: forgets what was volatile and plans what comes first. */
	protected abstract boot(): void;

	/** Reads what came for it. */
	protected abstract read(): void;

	/** What its death means for the world around it. */
	protected onCrash(): void {}

	start(): void {
		if (this.up) return;
		this.up = true;
		this.#reading = false;
		this.pausedUntil = 0;
		this.boot();
		this.wake();
	}

	crash(): void {
		if (!this.up) return;
		this.up = false;
		this.#life++;
		this.onCrash();
	}

	pause(ms: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, this.room.loop.now + ms);
		this.room.log({ kind: 'frozen', card: '', worker: this.name, until: this.pausedUntil });
	}

	get life(): number {
		return this.#life;
	}

	/** A clock that only ever rises. */
	get monotonicNow(): number {
		return this.room.loop.now;
	}

	get wallNow(): number {
		return this.room.loop.now + this.skew;
	}

	get reachesRedis(): boolean {
		const { loop, redis } = this.room;
		return loop.now >= this.cutUntil && loop.now >= redis.awayUntil;
	}

	/** Something may have come. */
	wake(): void {
		if (!this.up || this.#reading) return;
		this.#reading = true;
		this.later(this.room.random.delay(15), () => {
			this.#reading = false;
			if (this.reachesRedis) this.read();
			else this.#wakeIn(500);
		});
	}

	#wakeIn(ms: number): void {
		this.#reading = true;
		this.later(ms, () => {
			this.#reading = false;
			this.wake();
		});
	}

	/**
	 * Plans for this life of the process; a pause puts it off. `first` comes before all else of its moment. Where `run`
	 * answers with `false` it has begun nothing, and nothing is waited for.
	 */
	later(ms: number, run: () => unknown, first = false): void {
		this.#plan(this.room.loop.now + ms, this.#life, run, first);
	}

	/** A timer of its code: most are a look at nothing, and no step of the story. */
	timer(ms: number, run: () => unknown): void {
		this.later(ms, () => {
			this.room.loop.ticks++;
			return run();
		});
	}

	#plan(at: number, life: number, run: () => unknown, first: boolean): void {
		const { loop } = this.room;
		const fire = (): void => {
			if (life !== this.#life || !this.up) return;
			if (loop.now < this.pausedUntil) loop.at(this.pausedUntil, fire, first);
			// Its code goes on by promises.
			else if (run() !== false) loop.owe();
		};
		loop.at(at, fire, first);
	}
}
