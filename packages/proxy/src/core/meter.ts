import type { NanoDollars } from '@aegis/shared/prices';

/**
 * The account of one run. Invariants:
 *
 * 1. `spent` only grows, by what finished calls cost.
 * 2. A call is let through only while all calls under way, at the most they could cost, leave something of the cap:
 *    so what goes beyond the cap is at most the last call's own cost. A call that might break this waits.
 * 3. With a cap, nothing is let through whose price is not known, nor anything after a call whose price was not.
 */
export interface Meter {
	/** Null: no limit. */
	readonly cap: NanoDollars | null;
	readonly spent: NanoDollars;
	/** False once a part of what was spent is an estimate: a stream was cut before it said its usage. */
	readonly exact: boolean;
	/** What had no price: its cost is in nobody's sum. */
	readonly unpriced: readonly string[];
	readonly underWay: ReadonlyMap<string, Reservation>;
}

/** What is set aside for a call. `likely` is held against the cap; `most` is what it could cost at worst. */
export interface Reservation {
	readonly model: string;
	readonly likely: NanoDollars;
	readonly most: NanoDollars;
}

export type Refusal =
	| {
			readonly kind: 'cap';
			readonly cap: NanoDollars;
			readonly spent: NanoDollars;
			readonly next: NanoDollars;
	  }
	| { readonly kind: 'unpriced'; readonly model: string };

export type Admission =
	| { readonly kind: 'admitted'; readonly meter: Meter }
	/** Possible once a call under way has ended. */
	| { readonly kind: 'wait' }
	| { readonly kind: 'refused'; readonly refusal: Refusal };

export function openMeter(cap: NanoDollars | null): Meter {
	return { cap, spent: 0, exact: true, unpriced: [], underWay: new Map() };
}

/** Lets a call through, sets money aside for it, or says why not. `reservation` is null where the model has no price. */
export function admit(
	meter: Meter,
	id: string,
	call: { readonly model: string; readonly reservation: Reservation | null },
): Admission {
	const { cap, spent, underWay } = meter;
	const reservation = call.reservation ?? { model: call.model, likely: 0, most: 0 };
	const admitted: Admission = {
		kind: 'admitted',
		meter: { ...meter, underWay: new Map(underWay).set(id, reservation) },
	};
	if (cap === null) return admitted;
	const unpriced = call.reservation === null ? call.model : meter.unpriced[0];
	if (unpriced !== undefined) return { kind: 'refused', refusal: { kind: 'unpriced', model: unpriced } };
	if (spent >= cap || spent + reservation.likely > cap) {
		return { kind: 'refused', refusal: { kind: 'cap', cap, spent, next: reservation.likely } };
	}
	const reserved = sum([...underWay.values()].map(({ likely }) => likely));
	const worst = sum([...underWay.values()].map(({ most }) => most));
	if (underWay.size > 0 && (spent + worst >= cap || spent + reserved + reservation.likely > cap)) {
		return { kind: 'wait' };
	}
	return admitted;
}

/** What became of a call: its cost, an estimate of it, or a cost that nobody can tell. */
export type Settlement =
	| { readonly kind: 'cost'; readonly cost: NanoDollars; readonly exact: boolean }
	| { readonly kind: 'unpriced'; readonly model: string };

export function settle(meter: Meter, id: string, settlement: Settlement): Meter {
	const underWay = new Map(meter.underWay);
	underWay.delete(id);
	if (settlement.kind === 'unpriced') {
		const unpriced = [...new Set([...meter.unpriced, settlement.model])];
		return { ...meter, underWay, unpriced };
	}
	const exact = meter.exact && settlement.exact;
	return { ...meter, underWay, spent: meter.spent + settlement.cost, exact };
}

function sum(values: readonly NanoDollars[]): NanoDollars {
	return values.reduce((total, value) => total + value, 0);
}
