import { createHmac, randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Change } from './change.ts';
import { Rows } from './database.ts';

/** What the board is: where its data is, and how it behaves. */
export interface StoreOptions {
	readonly directory: string;
	readonly plan: 'free' | 'paid';
}

/** Emitted after a commit that caused events, with the gids of the projects it touched. */
interface StoreEvents {
	readonly committed: [projects: ReadonlySet<string>];
}

/** The board's data: rows, new gids, and changes that commit before they are answered. */
export class Store extends EventEmitter<StoreEvents> {
	readonly rows: Rows;
	readonly options: StoreOptions;
	/** Where the board is reached, once it listens. */
	address = '';
	/** Counts the changes made, so that what was read can be known to be still right. */
	revision = 0;
	#nextGid: number;

	constructor(options: StoreOptions) {
		super();
		this.setMaxListeners(0);
		this.options = options;
		this.rows = new Rows(options.directory);
		const last = this.rows.one<{ last: string | null }>('SELECT max(gid) AS last FROM resources')?.last;
		this.#nextGid = last == null ? 1_200_000_000_000_000 + randomInt(10_000_000) * 1_000_000 : Number(last);
	}

	get free(): boolean {
		return this.options.plan === 'free';
	}

	now(): string {
		return new Date().toISOString();
	}

	/** A new 16-digit gid, never given before. */
	newGid(type: string): string {
		this.#nextGid += 1;
		const gid = String(this.#nextGid);
		this.rows.insert('resources', { gid, type });
		return gid;
	}

	/** The kind of thing a gid was given to, deleted things included. */
	typeOf(gid: string): string | undefined {
		return this.rows.one<{ type: string }>('SELECT type FROM resources WHERE gid = ?', gid)?.type;
	}

	/** Applies a change as one user in one transaction, then tells who follows the touched projects. */
	write<T>(user: string, work: (change: Change) => T): T {
		const change = new Change(this, user);
		this.revision += 1;
		const result = this.rows.transaction(() => work(change));
		if (change.told) this.emit('committed', change.touched);
		return result;
	}

	/** The user a token was given to. */
	userOf(token: string): string | undefined {
		return this.rows.one<{ user: string }>('SELECT user FROM tokens WHERE token = ?', token)?.user;
	}

	/** A text only this board can make from another: its tokens and download links carry one. */
	sign(text: string): string {
		return createHmac('sha256', this.meta('secret') ?? '')
			.update(text)
			.digest('hex')
			.slice(0, 32);
	}

	/** Where an attachment's bytes are; as with Asana's own links, knowing the address is the permission. */
	downloadUrl(attachment: string): string {
		return `${this.address}/download/${attachment}?key=${this.sign(`download ${attachment}`)}`;
	}

	meta(key: string): string | undefined {
		return this.rows.one<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value;
	}

	setMeta(key: string, value: string): void {
		this.rows.run(
			'INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
			key,
			value,
		);
	}

	close(): void {
		this.rows.close();
	}
}
