import type { Rows } from '../rows/database.ts';

/** A card as a column shows it. */
export interface CardView {
	readonly gid: string;
	readonly name: string;
	readonly section: string;
	/** The card above it in its column; null for the first. Only where single cards are told. */
	readonly after?: string | null;
	readonly completed: boolean;
	/** A user's gid. */
	readonly assignee: string | null;
	/** `YYYY-MM-DD`. */
	readonly due: string | null;
	/** How many of each it has. */
	readonly comments: number;
	readonly attachments: number;
	readonly subtasks: number;
	readonly ticked: number;
	/** The unfinished cards it waits for. */
	readonly blockers: readonly string[];
	/** Values of custom fields by the field's gid, as they are stored: text, number, an option's gid, gids. */
	readonly fields: Readonly<Record<string, unknown>>;
}

interface CardRow extends Omit<CardView, 'completed' | 'blockers' | 'fields' | 'after'> {
	readonly completed: number;
	readonly position: number;
	readonly blockers: string | null;
	readonly fields: string | null;
}

const columns = `t.gid, t.name, p.section, p.position, t.completed, t.assignee, t.due_on AS due,
	(SELECT count(*) FROM stories s WHERE s.task = t.gid AND s.type = 'comment') AS comments,
	(SELECT count(*) FROM attachments a WHERE a.parent = t.gid) AS attachments,
	(SELECT count(*) FROM tasks c WHERE c.parent = t.gid) AS subtasks,
	(SELECT count(*) FROM tasks c WHERE c.parent = t.gid AND c.completed = 1) AS ticked,
	(SELECT json_group_array(o.gid) FROM dependencies d JOIN tasks o ON o.gid = d.depends_on
		WHERE d.task = t.gid AND o.completed = 0) AS blockers,
	(SELECT json_group_object(v.custom_field, json(v.value)) FROM custom_field_values v WHERE v.object = t.gid) AS fields`;

/** All cards of a project, those of a column in their order. */
export function readCards(rows: Rows, project: string): readonly CardView[] {
	return rows
		.all<CardRow>(
			`SELECT ${columns} FROM task_projects p JOIN tasks t ON t.gid = p.task
			WHERE p.project = ? ORDER BY p.section, p.position`,
			project,
		)
		.map(toView);
}

/**
 * Those of these cards that are in the project, each with the card above it, from the top of a column to its end: put
 * one after the other, each finds the card it goes below in its place.
 */
export function readPlacedCards(rows: Rows, project: string, gids: Iterable<string>): readonly CardView[] {
	const found = [...gids].flatMap((gid) =>
		rows.all<CardRow>(
			`SELECT ${columns} FROM task_projects p JOIN tasks t ON t.gid = p.task WHERE p.project = ? AND p.task = ?`,
			project,
			gid,
		),
	);
	return found
		.sort((one, other) => one.position - other.position)
		.map((row) => ({ ...toView(row), after: cardAbove(rows, row) }));
}

function cardAbove(rows: Rows, { section, position }: CardRow): string | null {
	return (
		rows.column(
			'SELECT task FROM task_projects WHERE section = ? AND position < ? ORDER BY position DESC LIMIT 1',
			section,
			position,
		)[0] ?? null
	);
}

function toView(row: CardRow): CardView {
	const { gid, name, section, assignee, due, comments, attachments, subtasks, ticked } = row;
	return {
		gid,
		name,
		section,
		completed: row.completed === 1,
		assignee,
		due,
		comments,
		attachments,
		subtasks,
		ticked,
		blockers: JSON.parse(row.blockers ?? '[]') as string[],
		fields: JSON.parse(row.fields ?? '{}') as Record<string, unknown>,
	};
}
