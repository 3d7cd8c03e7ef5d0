import type { CardSnapshot } from '@aegis/shared/domain';
import type { Outgoing } from '@aegis/shared/actor';
import type { ToMaster } from '@aegis/shared/messages';
import { saysTheSame } from '../core/compare-cards.ts';
import type { ProjectStore, ProjectTransaction } from './tables.ts';

/** The name of the actor that is told what was seen. */
const master = 'master';

export function tellMaster(message: ToMaster): Outgoing {
	return { to: { actor: master }, message };
}

/** What is kept of a card. */
export interface MirroredCard {
	readonly snapshot: CardSnapshot;
	/** The card's time of modification when its comments were last read; null when they are not known. */
	readonly commentsAt: string | null;
	/** The last change of section in its history, empty when there was none; null when that is not known. */
	readonly lastMove: string | null;
}

type Reader = ProjectStore['db'] | ProjectTransaction;

/** SQLite takes 32,766 values per statement; this stays well below. */
const chunk = 500;

/** The cards with these gids, as far as they are known. */
export async function loadCards(db: Reader, gids: readonly string[]): Promise<Map<string, MirroredCard>> {
	const cards = new Map<string, MirroredCard>();
	for (let start = 0; start < gids.length; start += chunk) {
		const rows = await db
			.selectFrom('card')
			.selectAll()
			.where('gid', 'in', gids.slice(start, start + chunk))
			.execute();
		for (const row of rows) {
			cards.set(row.gid, {
				snapshot: JSON.parse(row.snapshot) as CardSnapshot,
				commentsAt: row.comments_at,
				lastMove: row.last_move,
			});
		}
	}
	return cards;
}

export async function loadCardGids(db: Reader): Promise<string[]> {
	const rows = await db.selectFrom('card').select('gid').execute();
	return rows.map((row) => row.gid);
}

/** The cards these comments were seen on, by the comments' gids. */
export async function findCardsOfStories(
	db: Reader,
	stories: readonly string[],
): Promise<Map<string, string>> {
	if (stories.length === 0) return new Map();
	const rows = await db
		.selectFrom('story')
		.select(['gid', 'card_gid'])
		.where('gid', 'in', stories.slice(0, chunk))
		.execute();
	return new Map(rows.map((row) => [row.gid, row.card_gid]));
}

/** The cards that were seen with attachments. */
export async function findCardsWithAttachments(db: Reader): Promise<string[]> {
	// Within a text of the JSON the quotes would be escaped.
	const rows = await db
		.selectFrom('card')
		.select('gid')
		.where('snapshot', 'like', '%"attachments":["%')
		.execute();
	return rows.map((row) => row.gid);
}

/** The cards one of these cards was seen as a step of. */
export async function findCardsOfSteps(db: Reader, steps: readonly string[]): Promise<string[]> {
	const cards = new Set<string>();
	for (const step of steps.slice(0, chunk)) {
		const rows = await db
			.selectFrom('card')
			.select(['gid', 'snapshot'])
			.where('snapshot', 'like', `%"gid":"${step}"%`)
			.execute();
		for (const { gid, snapshot } of rows)
			if ((JSON.parse(snapshot) as CardSnapshot).subtasks.some((one) => one.gid === step)) cards.add(gid);
	}
	return [...cards];
}

export async function loadOwnStories(db: Reader, cardGid: string): Promise<Set<string>> {
	const rows = await db
		.selectFrom('story')
		.select('gid')
		.where('card_gid', '=', cardGid)
		.where('own', '=', 1)
		.execute();
	return new Set(rows.map((row) => row.gid));
}

export async function loadAppliedSeq(db: Reader, cardGid: string): Promise<number> {
	const row = await db.selectFrom('applied').select('seq').where('card_gid', '=', cardGid).executeTakeFirst();
	return row?.seq ?? 0;
}

/** Mirrors a card. True when it says something the master was not told yet. */
export async function saveCard(
	tx: ProjectTransaction,
	known: MirroredCard | undefined,
	next: MirroredCard,
): Promise<boolean> {
	const { snapshot } = next;
	const values = {
		gid: snapshot.gid,
		snapshot: JSON.stringify(snapshot),
		comments_at: next.commentsAt,
		last_move: next.lastMove,
	};
	await tx
		.insertInto('card')
		.values(values)
		.onConflict((conflict) => conflict.column('gid').doUpdateSet(values))
		.execute();
	await saveNewStories(tx, known?.snapshot ?? null, snapshot);
	return !saysTheSame(known?.snapshot ?? null, snapshot);
}

async function saveNewStories(
	tx: ProjectTransaction,
	known: CardSnapshot | null,
	snapshot: CardSnapshot,
): Promise<void> {
	const seen = new Set(known?.comments.map((comment) => comment.gid));
	const rows = snapshot.comments
		.filter((comment) => !seen.has(comment.gid))
		.map((comment) => ({ gid: comment.gid, card_gid: snapshot.gid, own: comment.own ? 1 : 0 }));
	for (let start = 0; start < rows.length; start += chunk) {
		await tx
			.insertInto('story')
			.values(rows.slice(start, start + chunk))
			.onConflict((conflict) => conflict.column('gid').doNothing())
			.execute();
	}
}

/** Forgets a card; its history of commands stays, should it come back. False when it was not known. */
export async function forgetCard(tx: ProjectTransaction, gid: string): Promise<boolean> {
	const result = await tx.deleteFrom('card').where('gid', '=', gid).executeTakeFirst();
	return result.numDeletedRows > 0n;
}
