/** Requests per minute: what to begin with, and the most a token may come to when it proves to bear more. */
export interface Pace {
	readonly first: number;
	readonly most: number;
}

/** How many requests may start now. Times are milliseconds on the keeper's clock. */
export interface Bucket {
	readonly perMinute: number;
	readonly level: number;
	/** When `level` was right. */
	readonly at: number;
	/** When a request last had to wait for its turn. */
	readonly pressedAt: number;
	/** When `perMinute` was last changed. */
	readonly changedAt: number;
	/** What proved too much, and when a request was last refused at it or below. */
	readonly tooMuch: { readonly perMinute: number; readonly at: number } | null;
	/** When `perMinute` last fell. */
	readonly fellAt: number;
}

const minuteMs = 60_000;
/**
 * A part at once and the rest evenly: together 95 % of a minute's requests in any 60 s. Asana looks at shorter windows
 * than a minute, and requests are bunched on their way.
 */
const burstShare = 0.15;
const evenShare = 0.8;
/** Of the burst, what polls leave for the commands that people wait for. */
const reservedShare = 0.25;
/** How much a minute raises a pace that fell, up to this share of what proved too much; and one that may be too low. */
const recovery = 1.6;
const recoveredShare = 0.9;
const growth = 1.25;
const forgetMs = 60 * minuteMs;

export function fillBucket(pace: Pace, now: number): Bucket {
	const perMinute = pace.first;
	return {
		perMinute,
		level: burstOf(perMinute),
		at: now,
		pressedAt: 0,
		changedAt: now,
		tooMuch: null,
		fellAt: Number.NEGATIVE_INFINITY,
	};
}

/**
 * The bucket as it is at `now`. A pace that fell is back at 90 % of what it was within five minutes without refusals,
 * whether anybody waits or not; beyond, a minute in which requests waited and none was refused raises it by a quarter.
 */
export function refill(bucket: Bucket, pace: Pace, now: number): Bucket {
	const known = bucket.tooMuch !== null && Math.abs(now - bucket.tooMuch.at) < forgetMs;
	const borne = known ? (bucket.tooMuch?.perMinute ?? 0) * recoveredShare : 0;
	const most = known ? Math.min(pace.most, Math.max(borne, pace.first)) : pace.most;
	const recovers = bucket.perMinute < borne;
	const due = Math.abs(now - bucket.changedAt) >= minuteMs;
	const raise = due && (recovers || isPressed(bucket, now));
	const wanted = raise ? bucket.perMinute * (recovers ? recovery : growth) : bucket.perMinute;
	const perMinute = Math.max(Math.min(wanted, most), pace.first);
	const since = Math.max(0, now - bucket.at);
	return {
		...bucket,
		perMinute,
		level: Math.min(burstOf(perMinute), bucket.level + since * rateOf(perMinute)),
		at: now,
		changedAt: raise ? now : bucket.changedAt,
	};
}

/** Takes one request out; null when it has to wait. */
export function draw(bucket: Bucket, urgent: boolean): Bucket | null {
	if (bucket.level < 1 + (urgent ? 0 : reserveOf(bucket))) return null;
	return { ...bucket, level: bucket.level - 1 };
}

/** Milliseconds until `draw` succeeds, were nothing else drawn. */
export function waitFor(bucket: Bucket, urgent: boolean): number {
	const lacking = 1 + (urgent ? 0 : reserveOf(bucket)) - bucket.level;
	return lacking <= 0 ? 0 : Math.ceil(lacking / rateOf(bucket.perMinute));
}

/**
 * The server refused. Where it named a time, waiting that long is what it asks for, and no burst goes out after it; the
 * pace falls by half, once a minute at most and never below what every plan bears (`pace.first`). Where it named none,
 * too much was under way at once, and nothing is left.
 */
export function drain(bucket: Bucket, pace: Pace, paced: boolean, now: number): Bucket {
	if (!paced) return { ...bucket, level: 0 };
	const { perMinute, tooMuch: known } = bucket;
	// A refusal below what was borne before says nothing of how much is too much.
	const isNew = known === null || perMinute >= known.perMinute * recoveredShare;
	const tooMuch = isNew && isPressed(bucket, now) ? { perMinute, at: now } : known;
	const level = Math.min(bucket.level, burstOf(perMinute) * reservedShare);
	if (Math.abs(now - bucket.fellAt) < minuteMs) return { ...bucket, level, tooMuch, changedAt: now };
	const fallen = Math.max(perMinute / 2, Math.min(pace.first, perMinute));
	return { ...bucket, level, perMinute: fallen, changedAt: now, fellAt: now, tooMuch };
}

/** Whether requests had to wait for their turn in the last minute. */
export function isPressed(bucket: Bucket, now: number): boolean {
	return Math.abs(now - bucket.pressedAt) < minuteMs;
}

function burstOf(perMinute: number): number {
	return Math.max(1, perMinute * burstShare);
}

function reserveOf(bucket: Bucket): number {
	return Math.floor(burstOf(bucket.perMinute) * reservedShare);
}

function rateOf(perMinute: number): number {
	return (perMinute * evenShare) / minuteMs;
}
