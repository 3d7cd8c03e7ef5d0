import type { Reason } from '@aegis/shared/domain';

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

/** When one card's runs were started, and the cards of its author begun. Milliseconds since the epoch, oldest first. */
export interface Pace {
	readonly cardStarts: readonly number[];
	readonly authorBegins: readonly number[];
	/** The card was never begun before: only then it counts for its author. */
	readonly isNew: boolean;
}

export interface PaceLimits {
	readonly cardRunsPerDay: number;
	readonly authorCardsPerHour: number;
}

/**
 * Whether a card is started too often, or its author begins too many: what a person never does, and a rule of the board,
 * a form, or two bots that answer each other do. Null when it may start; else the reason and until when.
 */
export function findPaceLimit(
	{ cardStarts, authorBegins, isNew }: Pace,
	limits: PaceLimits,
	now: number,
): { readonly untilMs: number; readonly reason: Reason } | null {
	const runs = within(cardStarts, dayMs, now);
	if (runs.length >= limits.cardRunsPerDay)
		return waitFor('runs of this card within 24 hours', runs, limits.cardRunsPerDay, dayMs);
	const begun = within(authorBegins, hourMs, now);
	if (!isNew || begun.length < limits.authorCardsPerHour) return null;
	return waitFor('cards of its author within an hour', begun, limits.authorCardsPerHour, hourMs);
}

function waitFor(
	limit: string,
	times: readonly number[],
	max: number,
	windowMs: number,
): { untilMs: number; reason: Reason } {
	// Room is made by the one after which fewer than `max` are left.
	const untilMs = (times[times.length - max] ?? 0) + windowMs;
	return { untilMs, reason: { code: 'limit-reached', limit, running: times.length, max } };
}

/** Adds a time and forgets those that no limit looks at any more. */
export function noteStart(times: readonly number[], now: number): number[] {
	return [...within(times, dayMs, now), now];
}

function within(times: readonly number[], windowMs: number, now: number): number[] {
	return times.filter((at) => now - at < windowMs);
}
