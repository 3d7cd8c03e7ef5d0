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
	/** What proved too much, and when. */
	readonly tooMuch: { readonly perMinute: number; readonly at: number } | null;
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
const least = 20;
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
	};
}

/** The bucket as it is at `now`; a minute in which requests waited and none was refused raises the pace by a quarter. */
export function refill(bucket: Bucket, pace: Pace, now: number): Bucket {
	const known = bucket.tooMuch !== null && Math.abs(now - bucket.tooMuch.at) < forgetMs;
	const most = Math.min(pace.most, known ? (bucket.tooMuch?.perMinute ?? 0) * 0.8 : pace.most);
	const raise = isPressed(bucket, now) && Math.abs(now - bucket.changedAt) >= minuteMs;
	const wanted = raise ? bucket.perMinute * 1.25 : bucket.perMinute;
	const perMinute = Math.max(Math.min(wanted, most), Math.min(least, pace.most));
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

/** The server refused: nothing is left, and when it named a time, the pace was too much. */
export function drain(bucket: Bucket, paced: boolean, now: number): Bucket {
	if (!paced) return { ...bucket, level: 0 };
	const tooMuch = isPressed(bucket, now) ? { perMinute: bucket.perMinute, at: now } : bucket.tooMuch;
	return { ...bucket, level: 0, perMinute: bucket.perMinute / 2, changedAt: now, tooMuch };
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
