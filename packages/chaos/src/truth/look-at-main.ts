import { readFileSync } from 'node:fs';
import { git, type Place } from '../installation/place.ts';
import { judgeMerges, type Landed } from './core/judge-merges.ts';
import type { Problem } from './core/problem.ts';

/** Holds what main came to against the cards that are done; `theirs` are the commits people made there. */
export async function lookAtMain(
	place: Place,
	done: readonly string[],
	theirs: ReadonlySet<string> = new Set(),
): Promise<Problem[]> {
	const format = '--format=%H %T %P|%(trailers:key=Aegis-Card,valueonly,separator=%x2C)';
	const listing = await git(
		place.remote,
		'log',
		'--first-parent',
		format,
		`${await git(place.repository, 'rev-parse', 'start')}..main`,
	);
	const landed = listing.split('\n').flatMap((line): Landed[] => {
		const [commit = '', card = ''] = line.split('|');
		const [sha = '', tree = '', ...parents] = commit.split(' ').filter((word) => word !== '');
		return sha === '' ? [] : [{ sha, tree, parents: parents.length, card: card === '' ? null : card }];
	});
	const [here, there] = await Promise.all([
		git(place.repository, 'rev-parse', 'main'),
		git(place.remote, 'rev-parse', 'main'),
	]);
	const apart: Problem[] =
		here === there || theirs.size > 0
			? []
			: [{ promise: 'P6', card: '', what: `main is ${here} here and ${there} at the remote` }];
	return [...judgeMerges({ landed, tested: readTested(place), done, theirs }), ...apart];
}

function readTested({ tested }: Place): ReadonlySet<string> {
	try {
		return new Set(readFileSync(tested, 'utf8').split('\n'));
	} catch {
		return new Set();
	}
}
