import type { AsanaApply } from '@aegis/shared/messages';
import { waitForGap } from '../core/wait-for-gap.ts';
import { loadAppliedSeq } from './mirror.ts';
import { addOwnMove } from './own-moves.ts';
import type { ProjectStore, ProjectTransaction, SyncerTables } from './tables.ts';

/** A command waiting to be carried out. */
export type BoardWrite = Pick<
	AsanaApply,
	'cardGid' | 'projectGid' | 'seq' | 'epoch' | 'expectSection' | 'change' | 'comment'
>;

/** The commands waiting, first the one to carry out next; or how long to wait for one before it that Redis may have lost, in milliseconds. */
export type NextWrites =
	| { readonly kind: 'writes'; readonly writes: readonly [BoardWrite, ...BoardWrite[]] }
	| { readonly kind: 'gap'; readonly waitMs: number };

/** More commands of one card are not looked at at a time. */
const maxWaiting = 50;

/** Keeps a command until it is carried out; kept twice is kept once. Whether it was carried out already is the caller's to know. */
export async function addWrite(tx: ProjectTransaction, write: BoardWrite, at: number): Promise<void> {
	await tx
		.insertInto('board_write')
		.values({
			card_gid: write.cardGid,
			seq: write.seq,
			epoch: write.epoch,
			expect_section: write.expectSection,
			change: JSON.stringify(write.change),
			comment: write.comment === null ? null : JSON.stringify(write.comment),
			at,
		})
		.onConflict((conflict) => conflict.columns(['card_gid', 'seq']).doNothing())
		.execute();
}

/** The keys of all waiting commands, in order per card. */
export async function listWrites(db: ProjectStore['db']): Promise<{ cardGid: string; seq: number }[]> {
	const rows = await db
		.selectFrom('board_write')
		.select(['card_gid', 'seq'])
		.orderBy('at')
		.orderBy('seq')
		.execute();
	return rows.map((row) => ({ cardGid: row.card_gid, seq: row.seq }));
}

/** The next commands of a card in order, or null when none waits. `now` is wall time, as the commands were kept with. */
export async function nextWrites(
	db: ProjectStore['db'],
	projectGid: string,
	cardGid: string,
	now: number,
): Promise<NextWrites | null> {
	const rows = await db
		.selectFrom('board_write')
		.selectAll()
		.where('card_gid', '=', cardGid)
		.orderBy('seq')
		.limit(maxWaiting)
		.execute();
	const [row, ...others] = rows;
	if (row === undefined) return null;
	const waitMs = waitForGap(row, await loadAppliedSeq(db, cardGid), now);
	if (waitMs > 0) return { kind: 'gap', waitMs };
	return {
		kind: 'writes',
		writes: [readWrite(row, projectGid), ...others.map((one) => readWrite(one, projectGid))],
	};
}

function readWrite(row: SyncerTables['board_write'], projectGid: string): BoardWrite {
	return {
		projectGid,
		cardGid: row.card_gid,
		seq: row.seq,
		epoch: row.epoch,
		expectSection: row.expect_section,
		change: JSON.parse(row.change) as BoardWrite['change'],
		comment: row.comment === null ? null : (JSON.parse(row.comment) as BoardWrite['comment']),
	};
}

/**
 * Removes a command that is done and raises the card's applied number with it; what was missing before it and came while
 * it was carried out came too late, too. `at` is wall time in milliseconds.
 */
export async function finishWrite(
	tx: ProjectTransaction,
	write: BoardWrite,
	end: { readonly outcome: 'applied' | 'refused' | 'failed'; readonly at: number },
): Promise<void> {
	const { section } = write.change;
	// One that failed may have moved the card before it did.
	if (section !== undefined && end.outcome !== 'refused')
		await addOwnMove(tx, { cardGid: write.cardGid, section, at: end.at });
	await tx
		.deleteFrom('board_write')
		.where('card_gid', '=', write.cardGid)
		.where('seq', '<=', write.seq)
		.execute();
	const seq = Math.max(write.seq, await loadAppliedSeq(tx, write.cardGid));
	await tx
		.insertInto('applied')
		.values({ card_gid: write.cardGid, seq })
		.onConflict((conflict) => conflict.column('card_gid').doUpdateSet({ seq }))
		.execute();
}
