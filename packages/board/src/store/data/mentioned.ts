import type { Mentioned } from '../../core/mentions.ts';
import type { BoardData } from './board-data.ts';

const tables: Readonly<Record<string, string>> = {
	user: 'users',
	task: 'tasks',
	project: 'projects',
	tag: 'tags',
	team: 'teams',
	portfolio: 'portfolios',
};

/** What a mention in a text names; undefined when nothing of the kind is here. */
export function findMentioned(store: BoardData, gid: string): Mentioned | undefined {
	const type = store.typeOf(gid);
	const table = type === undefined ? undefined : tables[type];
	if (type === undefined || table === undefined) return undefined;
	const row = store.rows.one<{ name: string }>(`SELECT name FROM ${table} WHERE gid = ?`, gid);
	return row && { name: row.name, type, url: `${store.address}/${query(store, type, gid)}` };
}

function query(store: BoardData, type: string, gid: string): string {
	if (type === 'project') return `?project=${gid}`;
	if (type !== 'task') return `#${type}-${gid}`;
	const project = store.rows.column('SELECT project FROM task_projects WHERE task = ?', gid)[0];
	return `?project=${project ?? ''}&card=${gid}`;
}
