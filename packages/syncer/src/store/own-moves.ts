import type { ProjectTransaction } from './tables.ts';

/** Milliseconds after which a move that was never seen in a card's history is not waited for any more. */
const forgetMs = 60 * 60_000;

/** Remembers that Aegis put a card into a section. `at` is wall time in milliseconds. */
export async function addOwnMove(
	tx: ProjectTransaction,
	move: { readonly cardGid: string; readonly section: string; readonly at: number },
): Promise<void> {
	await tx
		.deleteFrom('own_move')
		.where('card_gid', '=', move.cardGid)
		.where('at', '<', move.at - forgetMs)
		.execute();
	await tx
		.insertInto('own_move')
		.values({ card_gid: move.cardGid, section: move.section, at: move.at })
		.execute();
}

/** The moves Aegis made that were not yet seen, oldest first. */
export function loadOwnMoves(
	tx: ProjectTransaction,
	cardGid: string,
): Promise<{ section: string; at: number }[]> {
	return tx
		.selectFrom('own_move')
		.select(['section', 'at'])
		.where('card_gid', '=', cardGid)
		.orderBy('at')
		.execute();
}

/** Forgets moves that were seen. */
export async function forgetOwnMoves(
	tx: ProjectTransaction,
	cardGid: string,
	seen: readonly { readonly section: string; readonly at: number }[],
): Promise<void> {
	for (const { section, at } of seen) {
		await tx
			.deleteFrom('own_move')
			.where('card_gid', '=', cardGid)
			.where('section', '=', section)
			.where('at', '=', at)
			.execute();
	}
}
