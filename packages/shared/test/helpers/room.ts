import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { post, toEnvelope } from '../../src/actor.ts';
import { keysFor, senders, type Keys } from '../../src/redis.ts';
import type { Store } from '../../src/store.ts';
import { makeNoteActor, openNotes, readNotes, type NoteActor, type NoteTables } from './note-actor.ts';
import type { TestRedis } from './redis.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './until.ts';

/** Keys, a folder and note actors of one test; whatever it opened is closed in reverse order. */
export class Room {
	readonly redis: TestRedis;
	readonly keys: Keys = keysFor(`t-${nanoid(8).toLowerCase().replaceAll('_', '-')}`);
	readonly #stack = new AsyncDisposableStack();
	readonly #folder: string;

	constructor(redis: TestRedis) {
		this.redis = redis;
		this.#folder = this.#stack.use(makeTempDir()).path;
	}

	storeFile(name: string): string {
		return join(this.#folder, `${name}.db`);
	}

	async openStore(name: string): Promise<Store<NoteTables>> {
		return this.#stack.use(await openNotes(this.storeFile(name)));
	}

	/** An actor of that name on a store of its own; started unless `start` is false. */
	async addActor(
		name: string,
		options: Partial<Parameters<typeof makeNoteActor>[0]> & { start?: boolean } = {},
	): Promise<{ actor: NoteActor; store: Store<NoteTables>; notes: () => Promise<string[]> }> {
		const { start = true, ...given } = options;
		const store = given.store ?? (await this.openStore(name));
		const actor = this.#stack.use(
			makeNoteActor({ name, redisUrl: this.redis.url, keys: this.keys, ...given, store }),
		);
		if (start) actor.start();
		return { actor, store, notes: () => readNotes(store) };
	}

	/** Posts a note; `id` repeats one. */
	async post(actor: string, message: { text: string; tell?: string }, id: string = nanoid()): Promise<void> {
		const outgoing = { to: { actor }, message: { type: 'note', ...message }, id };
		const envelope = JSON.stringify(toEnvelope('test', outgoing, Date.now()));
		await post(this.redis.client, this.keys, { actor, from: 'test' }, envelope);
	}

	/** Waits until the mailbox holds nothing at all. */
	async emptied(actor: string): Promise<void> {
		await until(`${actor}'s mailbox is empty`, async () => {
			const boxes = senders.map((sender) => this.redis.client.xlen(this.keys.mailbox(actor, sender)));
			return (await Promise.all(boxes)).every((length) => length === 0);
		});
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.#stack.disposeAsync();
	}
}
