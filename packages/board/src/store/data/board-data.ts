import { createHmac, randomInt } from 'node:crypto';
import { Rows } from '../rows/database.ts';

/** What the board is: where its data is, and how it behaves. */
interface StoreOptions {
	readonly directory: string;
	readonly plan: 'free' | 'paid';
}

/** What the board holds and how it is read: rows, gids and what each was given to, what is kept of the board itself. */
export class BoardData {
	readonly rows: Rows;
	readonly options: StoreOptions;
	/** Where the board is reached, once it listens. */
	address = '';
	/** Where programs reach it: the same, but for those on other machines. */
	apiAddress = '';
	#nextGid: number;

	constructor(options: StoreOptions) {
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
		return `${this.apiAddress}/download/${attachment}?key=${this.sign(`download ${attachment}`)}`;
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
