import type { Change } from '../data/change.ts';

/** Writes the status of a project or a portfolio and gives its gid. */
export function addStatusUpdate(
	change: Change,
	update: {
		readonly parent: string;
		readonly title: string;
		readonly kind: string;
		readonly text: string;
		readonly html: string;
	},
): string {
	const gid = change.newGid('status_update');
	change.rows.insert('status_updates', {
		gid,
		parent: update.parent,
		title: update.title,
		text: update.text,
		html_text: update.html,
		status_type: update.kind,
		created_by: change.user,
		created_at: change.at,
		modified_at: change.at,
	});
	return gid;
}
