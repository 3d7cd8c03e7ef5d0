import type { Reason } from '@aegis/shared/domain';
import { invariant } from '@aegis/shared/invariant';
import { addMoney, smallestReservationUsd } from './budget.ts';

/**
 * A limit on what may be spent within a day, and how it stands. Money is US dollars.
 *
 * Invariants:
 * D1 what runs that ended today cost and what is set aside for those under way is never more than `maxUsd` by a start;
 * D2 a run is given a part of the day only where that part is worth starting for (`worthwhile`), or nobody else has one:
 *    what others set aside and do not use is free again when they end.
 */
export interface DayCap {
	readonly scope: 'project' | 'installation' | 'author';
	readonly maxUsd: number;
	/** By runs that ended today. */
	readonly spentUsd: number;
	/** Set aside for runs under way, or what one has cost already where that is more. */
	readonly reservedUsd: number;
	/** When the day is over, in milliseconds since the epoch. */
	readonly untilMs: number;
}

export type Grant =
	/** `usd` may be less than what was asked for. */
	| { readonly kind: 'granted'; readonly usd: number }
	/** Nothing of the day is left. */
	| { readonly kind: 'spent'; readonly reason: Reason; readonly untilMs: number }
	/** What is left is set aside for runs under way, which may need less. */
	| { readonly kind: 'set-aside'; readonly reason: Reason };

/** What a run that wants `wantedUsd` may be given under all the day's caps that concern it. */
export function grantWithin(wantedUsd: number, caps: readonly DayCap[]): Grant {
	const spent = findSpent(caps);
	if (spent !== null) return { kind: 'spent', reason: spent, untilMs: spent.untilMs };
	const tight = caps.find((cap) => cap.reservedUsd > 0 && freeOf(cap) < worthwhile(cap, wantedUsd));
	if (tight !== undefined) return { kind: 'set-aside', reason: setAside(tight) };
	const usd = Math.min(wantedUsd, ...caps.map(freeOf));
	const isWithin = caps.every(
		({ maxUsd, spentUsd, reservedUsd }) => spentUsd + reservedUsd + usd <= maxUsd + dust,
	);
	invariant('day-cap.D1', usd >= 0 && isWithin, usd < wantedUsd);
	return { kind: 'granted', usd };
}

/** Sums are rounded to a billionth. US dollars. */
const dust = 1e-9;

type DayCapReason = Extract<Reason, { code: 'day-cap' }>;

/** The cap that is used up by what was spent today, as a reason; null where none is. */
export function findSpent(caps: readonly DayCap[]): DayCapReason | null {
	const cap = caps.find(({ maxUsd, spentUsd }) => maxUsd - spentUsd < smallestReservationUsd);
	return cap === undefined ? null : spentReason(cap);
}

/** Of the caps a run may have been cut by the one that leaves least, as the reason to wait for tomorrow. */
export function findTightest(caps: readonly DayCap[]): DayCapReason | null {
	const [first] = caps.toSorted((a, b) => freeOf(a) - freeOf(b));
	return first === undefined ? null : spentReason(first);
}

/** True while a wait for a day's end still holds: it ends early once its cap was raised or taken away. */
export function stillHolds(reason: DayCapReason, caps: readonly DayCap[]): boolean {
	return caps.some(({ scope, maxUsd }) => scope === reason.scope && maxUsd <= reason.maxUsd);
}

function freeOf({ maxUsd, spentUsd, reservedUsd }: DayCap): number {
	return addMoney(maxUsd, -spentUsd - reservedUsd);
}

/** Less of a day than a tenth is not worth a start while what others set aside may come free: the run would be cut soon. */
function worthwhile({ maxUsd }: DayCap, wantedUsd: number): number {
	return Math.max(Math.min(wantedUsd, maxUsd / 10), smallestReservationUsd);
}

function spentReason({ scope, spentUsd, maxUsd, untilMs }: DayCap): DayCapReason {
	return { code: 'day-cap', scope, spentUsd, maxUsd, untilMs };
}

function setAside({ scope, maxUsd, spentUsd, reservedUsd }: DayCap): Reason {
	const limit = `US dollars a day of the ${scope}, with what is set aside for runs under way`;
	return { code: 'limit-reached', limit, running: toCents(spentUsd + reservedUsd), max: maxUsd };
}

function toCents(usd: number): number {
	return Math.round(usd * 100) / 100;
}
