import type { CardView } from '@aegis/shared/api';
import { presentCard } from './present.ts';
import { openRuns, type Sources } from './status.ts';

/** Cards whose name holds all the words, in any case, or whose gid is what was typed; newest change first. */
export async function findCards(
	{ db, projects }: Pick<Sources, 'db' | 'projects'>,
	{
		q,
		project,
		limit,
	}: { readonly q: string; readonly project?: string | undefined; readonly limit: number },
): Promise<CardView[]> {
	let found = db.selectFrom('card').selectAll().where('present', '=', 1);
	if (project !== undefined) found = found.where('project_gid', '=', project);
	const words = q.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length > 0)
		found = found.where((eb) =>
			eb.or([
				eb('gid', '=', q.trim()),
				eb.and(
					words.map((word) => eb(eb.fn<string>('lower', ['name']), 'like', `%${word.replace(/[%_]/g, '')}%`)),
				),
			]),
		);
	const rows = await found.orderBy('changed_at', 'desc').limit(limit).execute();
	const open = await openRuns(db);
	return rows.map((row) => presentCard(row, open.get(row.gid) ?? null, projects.settings(row.project_gid)));
}
