import { randomBytes } from 'node:crypto';
import type { Logger } from '@aegis/shared/log';
import { describeFailure, type BoardFailure } from '../asana/failure.ts';
import type { WebhookCalls } from '../asana/webhook-calls.ts';
import { loadWebhook, saveWebhook, type WebhookRecord } from '../store/webhook.ts';
import type { ProjectStore } from '../store/tables.ts';
import { planWebhooks } from './core/plan-webhooks.ts';
import type { Knock } from './knock.ts';
import { isSameText, isSignedWith } from './signature.ts';

/**
 * Sees to it that the project has exactly one webhook, ours, and judges what comes by it.
 *
 * Invariants:
 * H1 a secret is taken over only while one of our own creations is under way, and only at that creation's address;
 * H2 what is signed rightly wakes the reader and is believed in nothing else;
 * H3 every creation has an address of its own, so that what is left of a lost answer is never mistaken for ours.
 */
export class WebhookKeeper {
	readonly #calls: WebhookCalls;
	readonly #store: ProjectStore;
	readonly #prefix: string;
	readonly #log: Logger;
	readonly #wake: () => void;
	#own: WebhookRecord | null = null;
	#pending: { readonly part: string; secret: string | null } | null = null;
	#problem: string | null = null;

	constructor(options: {
		calls: WebhookCalls;
		store: ProjectStore;
		/** The public address below which the project's targets are. */
		prefix: string;
		log: Logger;
		wake: () => void;
	}) {
		this.#calls = options.calls;
		this.#store = options.store;
		this.#prefix = options.prefix;
		this.#log = options.log;
		this.#wake = options.wake;
	}

	/** Why there is no webhook though there should be one; null when there is. */
	get problem(): string | null {
		return this.#problem;
	}

	async load(): Promise<void> {
		this.#own = await loadWebhook(this.#store.db);
	}

	/** Answers what came to the door. */
	answer(knock: Knock): { status: number; echo: string | null } {
		if (knock.secret !== null) return this.#shakeHands(knock.part, knock.secret);
		const known = [this.#own, this.#pending].filter(
			(one) => one !== null && isSameText(one.part, knock.part),
		);
		if (known.length === 0) return { status: 404, echo: null };
		const body = Buffer.from(knock.body, 'base64');
		const signature = knock.signature ?? '';
		if (!known.some((one) => one?.secret != null && isSignedWith(one.secret, body, signature))) {
			this.#log.warn('a delivery with a wrong signature was refused');
			return { status: 401, echo: null };
		}
		if (this.#own !== null) this.#own = { ...this.#own, heardAt: Date.now() };
		if (!isHeartbeat(body)) this.#wake();
		return { status: 200, echo: null };
	}

	#shakeHands(part: string, secret: string): { status: number; echo: string | null } {
		const pending = this.#pending;
		if (pending === null || !isSameText(pending.part, part) || (pending.secret ?? secret) !== secret)
			return { status: 403, echo: null };
		pending.secret = secret;
		return { status: 200, echo: secret };
	}

	/** Brings the board's webhooks to what they should be. False when that has to be tried again soon. */
	async check(): Promise<boolean> {
		const listed = await this.#calls.list();
		if (!listed.ok) return this.#fail('webhooks cannot be listed', listed.failure);
		const own = this.#own;
		const plan = planWebhooks({ listed: listed.value, own, prefix: this.#prefix, now: Date.now() });
		for (const gid of plan.remove) {
			const removed = await this.#calls.remove(gid);
			if (!removed.ok && removed.failure.kind !== 'not-found')
				return this.#fail('an old webhook cannot be removed', removed.failure);
			this.#log.info({ webhookGid: gid }, 'old webhook removed');
		}
		if (plan.keep === null) return this.#create(plan.why);
		if (own !== null) await saveWebhook(this.#store, own);
		this.#problem = null;
		return true;
	}

	async #create(why: string | null): Promise<boolean> {
		const pending: { part: string; secret: string | null } = {
			part: randomBytes(24).toString('base64url'),
			secret: null,
		};
		this.#pending = pending;
		const target = `${this.#prefix}${pending.part}`;
		try {
			const made = await this.#calls.create(target);
			if (!made.ok) return this.#fail('the webhook cannot be created', made.failure);
			// The answer comes from the board itself; the handshake could have been anybody's who knew the address.
			const secret = made.value.secret ?? pending.secret;
			if (secret === null)
				return this.#fail('the webhook has no secret', { kind: 'unavailable', message: 'none was sent' });
			const record = { gid: made.value.gid, target, part: pending.part, secret, heardAt: Date.now() };
			await saveWebhook(this.#store, record);
			this.#own = record;
			this.#problem = null;
			this.#log.info({ webhookGid: record.gid, why }, 'webhook created');
			// What happened while there was none came by no webhook.
			this.#wake();
			return true;
		} finally {
			this.#pending = null;
		}
	}

	/** Takes away what an earlier start, with an address, has left. Without an answer it is tried at the next start. */
	async remove(): Promise<void> {
		if (this.#own === null) return;
		const removed = await this.#calls.remove(this.#own.gid);
		if (!removed.ok && removed.failure.kind !== 'not-found') return;
		await saveWebhook(this.#store, null);
		this.#log.info({ webhookGid: this.#own.gid }, 'webhook removed: no address is set any more');
		this.#own = null;
	}

	#fail(what: string, failure: BoardFailure): false {
		this.#problem = `${what}, the board is polled instead: ${describeFailure(failure)}`;
		this.#log.warn({ why: failure.message }, what);
		return false;
	}
}

/** An empty delivery says that the webhook lives, and nothing of the project. */
function isHeartbeat(body: Buffer): boolean {
	return /^\s*(\{\s*("events"\s*:\s*\[\s*\]\s*)?\})?\s*$/.test(body.subarray(0, 200).toString());
}
