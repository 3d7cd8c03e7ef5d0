import type { Rows } from '../rows/database.ts';
import { readCards, type CardView } from './card-view.ts';

/** A project as the page shows it. */
export interface BoardView extends BoardFrame {
	readonly cards: readonly CardView[];
}

/** Everything around the cards. */
export interface BoardFrame {
	readonly project: { readonly gid: string; readonly name: string };
	/** In their order. */
	readonly columns: readonly Named[];
	/** The custom fields of the project, in their order. */
	readonly fields: readonly FieldView[];
	readonly people: readonly Named[];
}

interface Named {
	readonly gid: string;
	readonly name: string;
}

interface FieldView extends Named {
	/** `text`, `number`, `enum`, `multi_enum`, `date` or `people`. */
	readonly type: string;
	/** Decimals of a number. */
	readonly precision: number;
	/** Of an enum, in their order. */
	readonly options: readonly OptionView[];
}

interface OptionView extends Named {
	readonly color: string;
	readonly enabled: boolean;
}

/** The project with all its cards, those of a column in their order; undefined when there is none. */
export function readBoard(rows: Rows, project: string): BoardView | undefined {
	const frame = readFrame(rows, project);
	return frame && { ...frame, cards: readCards(rows, project) };
}

/** The project without its cards; undefined when there is none. */
export function readFrame(rows: Rows, project: string): BoardFrame | undefined {
	const found = rows.one<Named>('SELECT gid, name FROM projects WHERE gid = ?', project);
	if (!found) return undefined;
	return {
		project: found,
		columns: rows.all<Named>('SELECT gid, name FROM sections WHERE project = ? ORDER BY position', project),
		fields: readFields(rows, project),
		people: rows.all<Named>('SELECT gid, name FROM users ORDER BY gid'),
	};
}

function readFields(rows: Rows, project: string): readonly FieldView[] {
	const fields = rows.all<Omit<FieldView, 'options'>>(
		`SELECT f.gid, f.name, f.resource_subtype AS type, f.precision
		FROM custom_field_settings s JOIN custom_fields f ON f.gid = s.custom_field
		WHERE s.parent = ? ORDER BY s.position`,
		project,
	);
	return fields.map((field) => ({
		...field,
		options: rows
			.all<{ gid: string; name: string; color: string; enabled: number }>(
				'SELECT gid, name, color, enabled FROM enum_options WHERE custom_field = ? ORDER BY position',
				field.gid,
			)
			.map((option) => ({ ...option, enabled: option.enabled === 1 })),
	}));
}

/** The projects one may choose from, with how many cards each has. */
export function readProjects(rows: Rows): readonly (Named & { readonly cards: number })[] {
	return rows.all(
		`SELECT gid, name, (SELECT count(*) FROM task_projects t WHERE t.project = p.gid) AS cards
		FROM projects p WHERE archived = 0 ORDER BY gid`,
	);
}
