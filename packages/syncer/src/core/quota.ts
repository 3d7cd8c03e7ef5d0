import { draw, drain, fillBucket, isPressed, refill, waitFor, type Bucket, type Pace } from './bucket.ts';
import { calm, noCaution, pauseLeft, strike, type Caution } from './caution.ts';

/** What a request is for: a write, a look that a write needs, or a poll, which gives way to both. */
export type Lane = 'writes' | 'looks' | 'polls';
export const lanes: readonly Lane[] = ['writes', 'looks', 'polls'];

export interface QuotaRules {
	/** Requests under way at once, by kind; looks and polls are reads. */
	readonly reads: number;
	readonly writes: number;
	/** Null: as many as may be. */
	readonly pace: Pace | null;
	/** Milliseconds after which a request of which no end was told is over, its process having died. */
	readonly leaseMs: number;
}

interface Slot {
	readonly id: string;
	readonly lane: Lane;
	readonly at: number;
}

/** What one token's requests have used of what it may: JSON, so that it can be kept anywhere. */
export interface QuotaState {
	readonly slots: readonly Slot[];
	readonly bucket: Bucket | null;
	readonly caution: Caution;
	/** Who waits with something urgent, and until when that is to be believed. */
	readonly urgent: Readonly<Record<string, number>>;
	/** When a poll was last let out. */
	readonly polledAt?: number | undefined;
}

export const freshQuota: QuotaState = { slots: [], bucket: null, caution: noCaution, urgent: {} };

/** How a request ended: any answer but 429, a 429, or none. */
export interface Ended {
	readonly id: string;
	readonly how: 'answered' | 'limited' | 'lost';
	readonly retryAfterMs: number | null;
}

export interface QuotaRequest {
	readonly holder: string;
	readonly ended: readonly Ended[];
	/** Requests waiting, by lane. */
	readonly waiting: Readonly<Record<Lane, number>>;
	/** As many names for requests as are waiting; unique for ever. */
	readonly ids: readonly string[];
	/** In [0, 1). */
	readonly jitter: number;
}

export interface QuotaAnswer {
	readonly granted: readonly { readonly id: string; readonly lane: Lane }[];
	/** Milliseconds after which asking again makes sense, when something still waits. */
	readonly waitMs: number;
	/** Milliseconds the server wants to be left alone. */
	readonly pausedMs: number;
	/** Requests had to wait for their turn lately. */
	readonly pressed: boolean;
	/** Requests a minute at the moment; null where there is no limit. */
	readonly perMinute: number | null;
	/** The board refused requests lately. */
	readonly refused: boolean;
}

/** Milliseconds between looks for a slot that another process may give back. */
const slotLookMs = 100;
/** Milliseconds an urgent wish of a process that fell silent holds others' polls back. */
const urgentMs = 2_000;
const longestWaitMs = 1_000;
/** Milliseconds for which people are told of a refusal. */
const newsMs = 5 * 60_000;
/** Milliseconds after which one poll goes before whatever waits: a person's move is seen while writes queue. */
const pollShareMs = 2_500;

/**
 * Takes back what ended and lets out what may go, urgent first. `now` is milliseconds on the keeper's clock.
 *
 * Invariants:
 * Q1 never more slots than the rules allow, whoever asks;
 * Q2 nothing goes out in a pause, and after it one request at a time until one went through;
 * Q3 a poll never goes before something urgent that waits anywhere, but for one in `pollShareMs`.
 */
export function exchange(
	state: QuotaState,
	request: QuotaRequest,
	rules: QuotaRules,
	now: number,
): [QuotaState, QuotaAnswer] {
	const told = takeBack(state, request, rules, now);
	const urgent = Object.fromEntries(
		Object.entries(told.urgent).filter(
			([holder, until]) => holder !== request.holder && until > now && until <= now + urgentMs,
		),
	);
	const othersUrgent = Object.keys(urgent).length > 0;
	const paused = pauseLeft(told.caution, now);
	const slots = [...told.slots];
	let { bucket, caution, polledAt = now } = told;
	const granted: { id: string; lane: Lane }[] = [];
	let waitMs = longestWaitMs;
	let held = false;
	let short = false;
	for (const { lane, count, first } of takeTurns(request.waiting, Math.abs(now - polledAt) >= pollShareMs)) {
		for (let left = count; left > 0; left--) {
			const isUrgent = first || lane !== 'polls';
			if (paused > 0 || (caution.strikes > 0 && isAlive(caution.probe, slots))) {
				waitMs = Math.min(waitMs, paused > 0 ? paused : slotLookMs);
				held ||= lane !== 'polls';
				break;
			}
			if ((!isUrgent && (othersUrgent || held)) || countKind(slots, lane) >= limitOf(rules, lane)) {
				waitMs = Math.min(waitMs, slotLookMs);
				break;
			}
			const drawn: Bucket | null = bucket === null ? null : draw(bucket, isUrgent);
			if (bucket !== null && drawn === null) {
				short = true;
				held ||= lane !== 'polls';
				waitMs = Math.min(waitMs, waitFor(bucket, isUrgent));
				break;
			}
			bucket = drawn;
			const id = request.ids[granted.length];
			if (id === undefined) break;
			slots.push({ id, lane, at: now });
			granted.push({ id, lane });
			if (lane === 'polls') polledAt = now;
			if (caution.strikes > 0) caution = { ...caution, probe: id };
		}
	}
	if (short && bucket !== null) bucket = { ...bucket, pressedAt: now };
	const next = {
		slots,
		bucket,
		caution,
		urgent: held ? { ...urgent, [request.holder]: now + urgentMs } : urgent,
		polledAt,
	};
	const pressed = bucket !== null && isPressed(bucket, now);
	const perMinute = bucket === null ? null : Math.round(bucket.perMinute);
	const refused = caution.struckAt > 0 && Math.abs(now - caution.struckAt) < newsMs;
	return [next, { granted, waitMs: Math.max(1, waitMs), pausedMs: paused, pressed, perMinute, refused }];
}

/** Who goes in which order; where `pollFirst`, one poll before everything. */
function takeTurns(
	waiting: QuotaRequest['waiting'],
	pollFirst: boolean,
): { readonly lane: Lane; readonly count: number; readonly first: boolean }[] {
	const ahead = pollFirst ? Math.min(1, waiting.polls) : 0;
	const usual = lanes.map((lane) => ({
		lane,
		count: waiting[lane] - (lane === 'polls' ? ahead : 0),
		first: false,
	}));
	return ahead === 0 ? usual : [{ lane: 'polls', count: ahead, first: true }, ...usual];
}

function takeBack(
	state: QuotaState,
	request: QuotaRequest,
	{ pace, leaseMs }: QuotaRules,
	now: number,
): QuotaState {
	let { caution } = state;
	let bucket = pace === null ? null : refill(state.bucket ?? fillBucket(pace, now), pace, now);
	for (const { id, how, retryAfterMs } of request.ended) {
		const startedAt = state.slots.find((slot) => slot.id === id)?.at ?? now;
		if (how === 'limited') {
			const before = caution.strikes;
			caution = strike(caution, { startedAt, retryAfterMs }, now, request.jitter);
			if (bucket !== null && pace !== null && caution.strikes > before)
				bucket = drain(bucket, pace, (retryAfterMs ?? 0) > 0, now);
		} else if (caution.probe === id) {
			caution = how === 'answered' ? calm(caution) : { ...caution, probe: null };
		}
	}
	const over = new Set(request.ended.map(({ id }) => id));
	// A clock that was set back must not keep slots for ever.
	const slots = state.slots.filter((slot) => !over.has(slot.id) && Math.abs(now - slot.at) < leaseMs);
	return { ...state, slots, bucket, caution };
}

function isAlive(id: string | null, slots: readonly Slot[]): boolean {
	return id !== null && slots.some((slot) => slot.id === id);
}

function countKind(slots: readonly Slot[], lane: Lane): number {
	return slots.filter((slot) => (slot.lane === 'writes') === (lane === 'writes')).length;
}

function limitOf(rules: QuotaRules, lane: Lane): number {
	return lane === 'writes' ? rules.writes : rules.reads;
}
