import { checkHome } from '@aegis/checker/home';
import type { Place } from '../installation/place.ts';
import type { Problem } from './core/problem.ts';

/** Holds all an installation has written down against its promises, once nothing of it runs any more. */
export async function lookAtHome(place: Place): Promise<Problem[]> {
	const { violations, unseen } = await checkHome({
		home: place.home,
		databaseUrl: undefined,
		settled: true,
		bill: place.bill,
		now: Date.now(),
	});
	return [
		...violations.map(({ promise, card, what, run }) => ({
			promise,
			card,
			what: `${what}${run === null ? '' : ` (run ${run})`}`,
		})),
		...unseen.map((what): Problem => ({ promise: 'P1', card: '', what: `${what} could not be looked at` })),
	];
}
