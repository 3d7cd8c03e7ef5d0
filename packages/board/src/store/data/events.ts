import { ApiError } from '../../core/errors.ts';
import { collapseEvents } from '../../core/event-window.ts';
import type { EventRow } from '../../shapes/event.ts';
import type { Store } from './store.ts';

/** The most events one token gives. */
const perToken = 100;
/** How long events and tokens are kept, in milliseconds. */
const retention = 24 * 60 * 60 * 1000;
/** How many served windows are remembered so that the same token gives the same answer. */
const rememberedWindows = 10_000;

export interface EventPage {
	readonly events: readonly EventRow[];
	readonly sync: string;
	readonly more: boolean;
}

/** The event streams of a board, read with sync tokens. */
export class EventLog {
	readonly #store: Store;
	readonly #windows = new Map<string, number>();

	constructor(store: Store) {
		this.#store = store;
	}

	/** What happened on a resource since a token; 412 with a fresh token when there is none or it is no longer good. */
	read(resource: string, sync: string | undefined): EventPage {
		const from = sync === undefined ? undefined : this.#positionOf(resource, sync);
		if (sync === undefined || from === undefined) {
			throw new ApiError(
				412,
				sync === undefined
					? 'Sync token missing. Use the sync token returned with this response for subsequent calls.'
					: 'Sync token invalid or too old. If you are attempting to keep resources in sync, you must fetch the full dataset for this query now and use the new sync token for the next sync.',
				{ sync: this.#tokenAt(resource, this.newest()) },
			);
		}
		const served = this.#windows.get(sync);
		const rows = this.after(resource, from, served, perToken + 1);
		const window = rows.slice(0, perToken);
		const last = window.at(-1)?.id;
		if (last === undefined) return { events: [], sync: this.#tokenAt(resource, this.newest()), more: false };
		const end = served ?? (rows.length > perToken ? last : this.newest());
		this.#remember(sync, end);
		const more = this.after(resource, end, undefined, 1).length > 0;
		return { events: collapseEvents(window), sync: this.#tokenAt(resource, end), more };
	}

	/** The events of one resource after a position, oldest first. */
	after(resource: string, from: number, to: number | undefined, limit: number): readonly EventRow[] {
		return this.#store.rows.all<EventRow>(
			`SELECT e.* FROM event_scopes s CROSS JOIN events e ON e.id = s.event
			WHERE s.scope = ? AND s.event > ? AND s.event <= ? ORDER BY s.event LIMIT ?`,
			resource,
			from,
			to ?? Number.MAX_SAFE_INTEGER,
			limit,
		);
	}

	/** The position of the latest event of the whole board. */
	newest(): number {
		const row = this.#store.rows.one<{ seq: number }>(
			`SELECT seq FROM sqlite_sequence WHERE name = 'events'`,
		);
		return row?.seq ?? 0;
	}

	/** Makes every token given so far invalid, as after Asana's retention. */
	expireAll(): void {
		this.#store.setMeta('events expired', String(Number(this.#store.meta('events expired') ?? '0') + 1));
		this.#windows.clear();
	}

	/** Forgets events older than a day, and with them the tokens before them. */
	prune(): void {
		const limit = new Date(Date.now() - retention).toISOString();
		const { rows } = this.#store;
		const last = rows.one<{ id: number | null }>(
			'SELECT max(id) AS id FROM events WHERE created_at < ?',
			limit,
		)?.id;
		if (last == null) return;
		rows.transaction(() => {
			rows.run('DELETE FROM event_scopes WHERE event <= ?', last);
			rows.run('DELETE FROM events WHERE id <= ?', last);
			this.#store.setMeta('events pruned', String(last));
		});
	}

	#tokenAt(resource: string, position: number): string {
		return `${this.#store.sign(this.#signedText(resource, position))}:${position}`;
	}

	#positionOf(resource: string, sync: string): number | undefined {
		const match = /^([0-9a-f]{32}):(\d{1,15})$/.exec(sync);
		if (!match) return undefined;
		const position = Number(match[2]);
		if (this.#store.sign(this.#signedText(resource, position)) !== match[1]) return undefined;
		return position < Number(this.#store.meta('events pruned') ?? '0') ? undefined : position;
	}

	#signedText(resource: string, position: number): string {
		return `events ${resource} ${position} ${this.#store.meta('events expired') ?? '0'}`;
	}

	#remember(sync: string, end: number): void {
		this.#windows.set(sync, end);
		if (this.#windows.size <= rememberedWindows) return;
		const oldest = this.#windows.keys().next().value;
		if (oldest !== undefined) this.#windows.delete(oldest);
	}
}
