import { AegisError } from '@aegis/shared/errors';
import { listSections } from '../board/cards.ts';
import type { BoardAccess } from '../board/connect.ts';

/** The gid of a project's section, by its name in any case. Throws SECTION_NOT_FOUND (exit 3). */
export async function requireSection(access: BoardAccess, projectGid: string, name: string): Promise<string> {
	const sections = await listSections(access, projectGid);
	const found = [...sections].find(([known]) => known.toLowerCase() === name.trim().toLowerCase());
	if (found !== undefined) return found[1];
	throw new AegisError('SECTION_NOT_FOUND', `The board has no section ${name}.`, {
		fix: `There are: ${[...sections.keys()].join(', ')}.`,
		exitCode: 3,
	});
}
