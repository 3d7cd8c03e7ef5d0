import type { Rows } from '../rows/database.ts';

/** A project as the web page shows it. */
export interface LiveBoard {
	readonly project: { readonly gid: string; readonly name: string };
	readonly columns: readonly LiveColumn[];
}

interface LiveColumn {
	readonly gid: string;
	readonly name: string;
	readonly total: number;
	readonly cards: readonly LiveCard[];
}

interface LiveCard {
	readonly gid: string;
	readonly name: string;
	readonly completed: boolean;
	readonly assignee: string | null;
	readonly comments: number;
	readonly waiting: number;
	readonly fields: Readonly<Record<string, string>>;
}

interface CardRow {
	readonly gid: string;
	readonly name: string;
	readonly section: string;
	readonly completed: number;
	readonly assignee: string | null;
	readonly comments: number;
	readonly waiting: number;
}

/** The most cards the page shows in one column. */
const perColumn = 100;

/** Reads a project's columns and cards; undefined when there is no such project. */
export function readLiveBoard(rows: Rows, project: string): LiveBoard | undefined {
	const found = rows.one<{ gid: string; name: string }>(
		'SELECT gid, name FROM projects WHERE gid = ?',
		project,
	);
	if (!found) return undefined;
	const sections = rows.all<{ gid: string; name: string }>(
		'SELECT gid, name FROM sections WHERE project = ? ORDER BY position',
		project,
	);
	const columns = sections.map(({ gid, name }) => {
		const total =
			rows.one<{ n: number }>('SELECT count(*) AS n FROM task_projects WHERE section = ?', gid)?.n ?? 0;
		return { gid, name, total, cards: readCards(rows, gid) };
	});
	return { project: found, columns };
}

function readCards(rows: Rows, section: string): readonly LiveCard[] {
	const cards = rows.all<CardRow>(
		`SELECT t.gid, t.name, p.section, t.completed, u.name AS assignee,
			(SELECT count(*) FROM stories s WHERE s.task = t.gid AND s.type = 'comment') AS comments,
			(SELECT count(*) FROM dependencies d JOIN tasks o ON o.gid = d.depends_on WHERE d.task = t.gid AND o.completed = 0) AS waiting
		FROM task_projects p JOIN tasks t ON t.gid = p.task LEFT JOIN users u ON u.gid = t.assignee
		WHERE p.section = ? ORDER BY p.position LIMIT ?`,
		section,
		perColumn,
	);
	return cards.map((card) => ({
		gid: card.gid,
		name: card.name,
		completed: card.completed === 1,
		assignee: card.assignee,
		comments: card.comments,
		waiting: card.waiting,
		fields: readFields(rows, card.gid),
	}));
}

/** The values of a card's custom fields by name, as shown to people. */
function readFields(rows: Rows, task: string): Record<string, string> {
	const values = rows.all<{ name: string; value: string; option: string | null }>(
		`SELECT f.name, v.value, o.name AS option FROM custom_field_values v
		JOIN custom_fields f ON f.gid = v.custom_field
		LEFT JOIN enum_options o ON f.resource_subtype = 'enum' AND o.gid = json_extract(v.value, '$')
		WHERE v.object = ?`,
		task,
	);
	return Object.fromEntries(values.map(({ name, value, option }) => [name, option ?? showPlain(value)]));
}

function showPlain(json: string): string {
	const value: unknown = JSON.parse(json);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : json;
}

/** One card with everything its panel shows; undefined when it is gone. */
export function readLiveCard(rows: Rows, task: string): object | undefined {
	const card = rows.one<{ gid: string; name: string; notes: string; completed: number }>(
		'SELECT gid, name, notes, completed FROM tasks WHERE gid = ?',
		task,
	);
	if (!card) return undefined;
	const stories = rows.all(
		`SELECT s.gid, s.type, s.text, s.created_at AS at, u.name AS author FROM stories s LEFT JOIN users u ON u.gid = s.created_by
		WHERE s.task = ? ORDER BY s.gid`,
		task,
	);
	const subtasks = rows.all(
		'SELECT gid, name, completed FROM tasks WHERE parent = ? ORDER BY parent_position',
		task,
	);
	const blockers = rows.all(
		'SELECT t.gid, t.name, t.completed FROM dependencies d JOIN tasks t ON t.gid = d.depends_on WHERE d.task = ?',
		task,
	);
	const attachments = rows.all('SELECT gid, name FROM attachments WHERE parent = ? ORDER BY gid', task);
	return {
		...card,
		completed: card.completed === 1,
		fields: readFields(rows, task),
		stories,
		subtasks,
		blockers,
		attachments,
	};
}
