import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import { changedAt, list, newestIn } from './folders.ts';

/**
 * Removes what finished runs left in the home: their folders (transcript, result, temporary files) and the coding CLI's
 * sessions, untouched for `keepMs`. Sessions in `wanted` are of cards that may go on. Returns how many of each went.
 */
export function sweepHome(
	home: Home,
	keepMs: number,
	wanted: ReadonlySet<string>,
): { runs: number; sessions: number } {
	const before = Date.now() - keepMs;
	let runs = 0;
	for (const name of list(home.runs)) {
		// Those with a dot are the worker's own books.
		if (name.startsWith('.') || newestIn(join(home.runs, name)) >= before) continue;
		rmSync(join(home.runs, name), { recursive: true, force: true });
		runs++;
	}
	let sessions = 0;
	const kept = new Set<string>();
	for (const { session, file } of findSessions(home)) {
		if (wanted.has(session) || changedAt(file) >= before) {
			kept.add(session);
			continue;
		}
		rmSync(file, { force: true });
		sessions++;
	}
	// Some runs end before the CLI has written anything of their session.
	const costs = join(home.runs, '.sessions');
	for (const session of list(costs)) {
		const file = join(costs, session);
		if (!kept.has(session) && changedAt(file) < before) rmSync(file, { force: true });
	}
	return { runs, sessions };
}

/** The coding CLI's sessions: in a folder for each card, and where all of them once were. */
function findSessions(home: Home): { session: string; file: string }[] {
	const cards = join(home.claude, 'cards');
	const roots = [home.claude, ...list(cards).map((card) => join(cards, card))].map((root) =>
		join(root, 'projects'),
	);
	const folders = roots.flatMap((root) => list(root).map((folder) => join(root, folder)));
	return folders.flatMap((folder) =>
		list(folder).flatMap((name) => {
			const session = /^([A-Za-z0-9-]{1,80})\.jsonl$/.exec(name)?.[1];
			return session === undefined ? [] : [{ session, file: join(folder, name) }];
		}),
	);
}
