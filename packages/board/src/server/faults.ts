import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, badRequest } from '../core/errors.ts';
import { isObject, readBoolean, readNumber, readString } from '../core/input.ts';
import type { EventLog } from '../store/data/events.ts';

/** One misbehaviour, for the next requests that match. */
interface Fault {
	readonly method: string | undefined;
	readonly path: RegExp | undefined;
	remaining: number;
	readonly delayMs: number;
	readonly drop: boolean;
	readonly status: number | undefined;
	readonly retryAfter: string | undefined;
}

/** How deliveries of webhooks misbehave. */
export interface DeliveryFaults {
	lose: boolean;
	duplicate: boolean;
	reorder: boolean;
}

/** Misbehaves on command, so that clients can be tested against what Asana does on bad days. */
export class Faults {
	readonly deliveries: DeliveryFaults = { lose: false, duplicate: false, reorder: false };
	readonly #events: EventLog;
	#faults: Fault[] = [];

	constructor(events: EventLog) {
		this.#events = events;
	}

	/** Takes a command: `{clear}`, `{expireTokens}`, `{webhooks}`, or a fault with `method`, `path`, `times`. */
	set(input: unknown): void {
		if (!isObject(input)) throw badRequest('a fault is a JSON object');
		if (readBoolean(input, 'clear') === true) {
			this.#faults = [];
			Object.assign(this.deliveries, { lose: false, duplicate: false, reorder: false });
		}
		if (readBoolean(input, 'expireTokens') === true) this.#events.expireAll();
		if (isObject(input['webhooks'])) Object.assign(this.deliveries, readDeliveries(input['webhooks']));
		const fault = {
			method: readString(input, 'method')?.toUpperCase(),
			path: readPattern(readString(input, 'path')),
			remaining: readNumber(input, 'times') ?? 1,
			delayMs: readNumber(input, 'delayMs') ?? 0,
			drop: readBoolean(input, 'drop') ?? false,
			status: readNumber(input, 'status'),
			retryAfter: readString(input, 'retryAfter'),
		};
		if (fault.delayMs > 0 || fault.drop || fault.status !== undefined) this.#faults.push(fault);
	}

	/** Applies what is due to a request before it is handled; `drop` means: apply it and cut the connection. */
	async before(method: string, url: string): Promise<'drop' | undefined> {
		const fault = this.#faults.find(
			(one) => one.remaining > 0 && (one.method ?? method) === method && (one.path?.test(url) ?? true),
		);
		if (!fault) return undefined;
		fault.remaining -= 1;
		if (fault.delayMs > 0) await sleep(fault.delayMs);
		if (fault.status !== undefined) {
			const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
			throw new ApiError(
				fault.status,
				fault.status === 429 ? 'You have made too many requests recently. Please, be chill.' : 'Server Error',
				{},
				headers,
			);
		}
		return fault.drop ? 'drop' : undefined;
	}
}

function readDeliveries(input: Readonly<Record<string, unknown>>): Partial<DeliveryFaults> {
	return Object.fromEntries(
		(['lose', 'duplicate', 'reorder'] as const).flatMap((name) => {
			const value = readBoolean(input, name);
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

function readPattern(text: string | undefined): RegExp | undefined {
	if (text === undefined) return undefined;
	try {
		return new RegExp(text);
	} catch {
		throw badRequest(`path: Not a regular expression: ${text}`);
	}
}
