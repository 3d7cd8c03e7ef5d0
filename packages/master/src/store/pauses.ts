import type { Kysely, Selectable } from 'kysely';
import type { PauseTarget } from '@aegis/shared/messages';
import type { Pause } from '../core/card/settings.ts';
import type { MasterTables } from './tables.ts';

type Db = Kysely<MasterTables>;

const widestFirst = ['all', 'project', 'card'];

/** Notes a pause; one that is there already keeps who set it. */
export async function insertPause(db: Db, target: PauseTarget, by: string, now: number): Promise<void> {
	const { scope } = target;
	await db
		.insertInto('pause')
		.values({ target: keyOf(target), scope, gid: gidOf(target), by_whom: by, at: now })
		.onConflict((conflict) => conflict.column('target').doNothing())
		.execute();
}

export async function deletePause(db: Db, target: PauseTarget): Promise<void> {
	await db.deleteFrom('pause').where('target', '=', keyOf(target)).execute();
}

/** The widest pause that holds for a card. */
export async function findPauseOf(db: Db, projectGid: string, cardGid: string): Promise<Pause | null> {
	const targets = ['all', `project/${projectGid}`, `card/${cardGid}`];
	const rows = await db.selectFrom('pause').selectAll().where('target', 'in', targets).execute();
	const [row] = rows.toSorted((a, b) => widestFirst.indexOf(a.scope) - widestFirst.indexOf(b.scope));
	return row === undefined ? null : { scope: scopeOf(row), gid: row.gid, by: row.by_whom };
}

export async function listPauses(db: Db): Promise<(Pause & { readonly at: number })[]> {
	const rows = await db.selectFrom('pause').selectAll().orderBy('at').execute();
	return rows.map((row) => ({ scope: scopeOf(row), gid: row.gid, by: row.by_whom, at: row.at }));
}

function scopeOf(row: Selectable<MasterTables['pause']>): Pause['scope'] {
	return row.scope === 'all' ? 'all' : row.scope === 'project' ? 'project' : 'card';
}

function keyOf(target: PauseTarget): string {
	return target.scope === 'all' ? 'all' : `${target.scope}/${target.gid}`;
}

function gidOf(target: PauseTarget): string {
	return target.scope === 'all' ? '' : target.gid;
}
