import type { Transaction } from 'kysely';
import type { CardSnapshot } from '@aegis/shared/domain';
import type { Assessment } from '../core/start/assess.ts';
import type { CardState } from '../core/card/card-state.ts';
import { firstMandate } from '../core/person/mandate.ts';
import { rankPriority } from '../core/start/priority.ts';
import type { CardRow, MasterTables } from './tables.ts';

type Tx = Transaction<MasterTables>;

/** What is not known comes last in every engine's order; null would not. */
const lastDay = '9999-12-31';
const lastRank = Number.MAX_SAFE_INTEGER;

export async function loadCard(tx: Tx, gid: string): Promise<CardState | null> {
	const row = await tx.selectFrom('card').select('state').where('gid', '=', gid).executeTakeFirst();
	return row === undefined ? null : parseState(row.state);
}

/** What stores of before do not have. */
type LaterKey = 'mandate' | 'approvalRefused' | 'machine' | 'reasonSeq';

/** Only the master writes this column, so it is trusted to be what it wrote. */
export function parseState(state: string): CardState {
	const saved = JSON.parse(state) as Omit<CardState, LaterKey> & Partial<Pick<CardState, LaterKey>>;
	return { mandate: firstMandate(saved.card), approvalRefused: false, machine: null, reasonSeq: 0, ...saved };
}

/** For what concerns many cards: one that cannot be read must not keep the others from being looked at. */
export function tryParseState(state: string): CardState | null {
	try {
		return parseState(state);
	} catch {
		return null;
	}
}

/** Saves a card with what it is ready for, and the columns the scheduler and the views search by. */
export async function saveCard(tx: Tx, state: CardState, assessment: Assessment, now: number): Promise<void> {
	const before = await tx
		.selectFrom('card')
		.select(['standing', 'reason', 'reason_since', 'ready_since'])
		.where('gid', '=', state.gid)
		.executeTakeFirst();
	const standing = assessment.kind;
	const reason = assessment.kind === 'waiting' ? JSON.stringify(assessment.reason) : null;
	const sameReason = before !== undefined && before.reason === reason;
	const row: CardRow = {
		gid: state.gid,
		project_gid: state.projectGid,
		state: JSON.stringify(state),
		name: state.card.name,
		standing,
		agent:
			assessment.kind === 'ready' ? assessment.agent : state.work.kind === 'idle' ? null : state.work.agent,
		reason,
		reason_since: reason === null ? null : sameReason ? before.reason_since : now,
		wake_at: assessment.kind === 'waiting' ? assessment.untilMs : null,
		ready_since: standing !== 'ready' ? null : before?.standing === 'ready' ? before.ready_since : now,
		priority: rankPriority(state.card.priority),
		rank: state.card.rank ?? lastRank,
		due_on: state.card.dueOn ?? lastDay,
		completed: state.place.completed ? 1 : 0,
		present: state.present ? 1 : 0,
		changed_at: now,
	};
	await tx
		.insertInto('card')
		.values(row)
		.onConflict((conflict) => conflict.column('gid').doUpdateSet(row))
		.execute();
}

/** Has all cards that wait or are ready looked at again, those of one project or all: the watch does it in its turns. */
export async function markDue(tx: Tx, projectGid: string | null, now: number): Promise<void> {
	let update = tx.updateTable('card').set({ wake_at: now }).where('standing', 'in', ['ready', 'waiting']);
	if (projectGid !== null) update = update.where('project_gid', '=', projectGid);
	await update.execute();
}

/** Replaces what a card is known to depend on. */
export async function saveDependencies(tx: Tx, card: CardSnapshot): Promise<void> {
	await tx.deleteFrom('dependency').where('card_gid', '=', card.gid).execute();
	if (card.dependencies.length === 0) return;
	const rows = card.dependencies.map(({ gid }) => ({ card_gid: card.gid, depends_on: gid }));
	await tx.insertInto('dependency').values(rows).execute();
}

/** Names of the dependencies that are not completed; a card the master knows itself counts as it stands here. */
export async function findBlockers(tx: Tx, card: CardSnapshot): Promise<string[]> {
	if (card.dependencies.length === 0) return [];
	const gids = card.dependencies.map(({ gid }) => gid);
	const known = await tx
		.selectFrom('card')
		.select(['gid', 'name', 'completed', 'present'])
		.where('gid', 'in', gids)
		.execute();
	const byGid = new Map(known.map((row) => [row.gid, row]));
	return card.dependencies.flatMap(({ gid, completed }) => {
		const row = byGid.get(gid);
		const open = row === undefined ? !completed : row.completed === 0 && row.present === 1;
		return open ? [row?.name ?? gid] : [];
	});
}

export async function findDependents(tx: Tx, gid: string): Promise<string[]> {
	const rows = await tx.selectFrom('dependency').select('card_gid').where('depends_on', '=', gid).execute();
	return rows.map((row) => row.card_gid);
}
