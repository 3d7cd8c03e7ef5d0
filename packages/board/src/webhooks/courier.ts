import { createHmac } from 'node:crypto';
import { backoff } from '../core/backoff.ts';
import { passesFilters } from '../core/webhook-filter.ts';
import type { WebhookFilter } from '../core/webhook-filter.ts';
import type { DeliveryFaults } from '../server/faults.ts';
import type { EventRow } from '../shapes/event.ts';
import type { WebhookRow } from '../shapes/webhook.ts';
import type { FieldChange } from '../store/data/change.ts';
import type { EventLog } from '../store/data/events.ts';
import type { Store } from '../store/data/store.ts';
import { post } from './post.ts';

/** The most events of one delivery. */
const perDelivery = 100;
/** An empty delivery that tells a receiver the webhook lives, in milliseconds. */
const heartbeatEvery = 8 * 60 * 60 * 1000;
/** A receiver that fails for so long loses its webhook, in milliseconds. */
const giveUpAfter = 24 * 60 * 60 * 1000;
/** How often retries and heartbeats are looked for, in milliseconds. */
const lookEvery = 1000;

/** Delivers events to webhooks: in order, signed, again until they are taken. */
export class Courier implements AsyncDisposable {
	readonly #store: Store;
	readonly #events: EventLog;
	readonly #faults: DeliveryFaults | undefined;
	readonly #busy = new Map<string, Promise<void>>();
	readonly #stopping = new AbortController();
	readonly #timer: NodeJS.Timeout;
	readonly #wake = (): void => this.#lookSoon();
	#looking = false;

	constructor(store: Store, events: EventLog, faults: DeliveryFaults | undefined) {
		this.#store = store;
		this.#events = events;
		this.#faults = faults;
		store.changes.on('committed', this.#wake);
		this.#timer = setInterval(this.#wake, lookEvery).unref();
		this.#lookSoon();
	}

	/** Asks a receiver whether it wants a webhook; true when it answers with the secret it was sent. */
	async shakeHands(target: string, secret: string): Promise<boolean> {
		const posted = await post(target, '{}', { 'x-hook-secret': secret }, this.#stopping.signal);
		return posted.ok && [200, 204].includes(posted.status) && posted.headers.get('x-hook-secret') === secret;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#store.changes.off('committed', this.#wake);
		clearInterval(this.#timer);
		this.#stopping.abort();
		await Promise.all(this.#busy.values());
	}

	#lookSoon(): void {
		if (this.#looking || this.#stopping.signal.aborted) return;
		this.#looking = true;
		setImmediate(() => {
			this.#looking = false;
			if (!this.#stopping.signal.aborted) this.#look();
		});
	}

	#look(): void {
		for (const webhook of this.#store.rows.all<WebhookRow>('SELECT * FROM webhooks WHERE active = 1')) {
			if (this.#busy.has(webhook.gid)) continue;
			if (webhook.next_attempt_after !== null && Date.parse(webhook.next_attempt_after) > Date.now())
				continue;
			const events = this.#events.after(webhook.resource, webhook.cursor, undefined, perDelivery);
			const wanted = events.filter((event) =>
				passesFilters(describe(event), JSON.parse(webhook.filters) as WebhookFilter[]),
			);
			const last = events.at(-1)?.id ?? webhook.cursor;
			const heartbeat =
				Date.now() - Date.parse(webhook.heartbeat_at) >= heartbeatEvery || webhook.last_success_at === null;
			if (wanted.length > 0 || heartbeat) this.#start(webhook, wanted, last);
			else if (last > webhook.cursor) this.#store.rows.update('webhooks', webhook.gid, { cursor: last });
		}
	}

	#start(webhook: WebhookRow, events: readonly EventRow[], last: number): void {
		const work = this.#deliver(webhook, events, last).finally(() => {
			this.#busy.delete(webhook.gid);
			this.#lookSoon();
		});
		this.#busy.set(webhook.gid, work);
	}

	async #deliver(webhook: WebhookRow, events: readonly EventRow[], last: number): Promise<void> {
		const faults = this.#faults;
		const records = events.map(compact);
		const body = JSON.stringify({ events: faults?.reorder === true ? records.toReversed() : records });
		const signature = createHmac('sha256', webhook.secret).update(body).digest('hex');
		const send = () => post(webhook.target, body, { 'x-hook-signature': signature }, this.#stopping.signal);
		const posted = faults?.lose === true && events.length > 0 ? { ok: true as const } : await send();
		if (faults?.duplicate === true && events.length > 0) await send();
		if (this.#stopping.signal.aborted) return;

		const now = this.#store.now();
		const { rows } = this.#store;
		if (posted.ok) {
			const calm = { failing_since: null, delivery_retry_count: 0, next_attempt_after: null };
			rows.update('webhooks', webhook.gid, {
				...calm,
				cursor: last,
				last_success_at: now,
				heartbeat_at: now,
			});
			return;
		}
		const since = webhook.failing_since ?? now;
		if (Date.parse(now) - Date.parse(since) >= giveUpAfter) {
			rows.run('DELETE FROM webhooks WHERE gid = ?', webhook.gid);
			return;
		}
		const failures = webhook.delivery_retry_count + 1;
		rows.update('webhooks', webhook.gid, {
			failing_since: since,
			delivery_retry_count: failures,
			last_failure_at: now,
			last_failure_content: posted.reason,
			next_attempt_after: new Date(Date.parse(now) + backoff(failures)).toISOString(),
		});
	}
}

function describe(event: EventRow): Parameters<typeof passesFilters>[0] {
	return {
		resourceType: event.resource_type,
		resourceSubtype: event.resource_subtype,
		action: event.action,
		field: changeOf(event)?.field,
	};
}

function changeOf(event: EventRow): FieldChange | undefined {
	return event.change === null ? undefined : (JSON.parse(event.change) as FieldChange);
}

/** An event as webhooks carry it: resources by gid and type only. */
function compact(event: EventRow): object {
	const change = changeOf(event);
	const value = change?.value && { gid: change.value.gid, resource_type: change.value.type };
	const name = change?.action === 'changed' ? 'new_value' : `${change?.action ?? ''}_value`;
	return {
		user: event.user === null ? null : { gid: event.user, resource_type: 'user' },
		created_at: event.created_at,
		action: event.action,
		resource: {
			gid: event.resource,
			resource_type: event.resource_type,
			...(event.resource_subtype === null ? {} : { resource_subtype: event.resource_subtype }),
		},
		parent: event.parent === null ? null : { gid: event.parent, resource_type: event.parent_type },
		...(change
			? { change: { field: change.field, action: change.action, ...(value ? { [name]: value } : {}) } }
			: {}),
	};
}
