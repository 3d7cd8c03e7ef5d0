import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ProjectProposal } from './project-config.ts';
import { readJsonFile } from './read-json.ts';

/**
 * A board project and the repository it is about. `board` says which server: the local one, or Asana itself.
 *
 * `commanders` are the gids of the users whose moves, answers and approvals count; null is everybody. It stands in the
 * operator's file and not in the repository, where an agent could write to it. Left out it means everybody on the local
 * board, and nobody on Asana: who connects a project there is asked first.
 *
 * With `protected_main` nobody but Aegis may put anything on the base branch: `aegis verify` calls it a violation.
 *
 * `settings` are the operator's own, which no repository can change but by being stricter.
 */
export const TrackedProject = z
	.strictObject({
		gid: z.string(),
		name: z.string(),
		path: z.string(),
		board: z.enum(['local', 'asana']),
		commanders: z.array(z.string()).nullable().optional(),
		settings: ProjectProposal.optional(),
		protected_main: z.boolean().optional(),
	})
	.transform(({ commanders, ...project }) => ({
		...project,
		commanders: commanders === undefined ? (project.board === 'local' ? null : []) : commanders,
	}));
export type TrackedProject = z.output<typeof TrackedProject>;

const ProjectsFile = z.strictObject({ version: z.literal(1), projects: z.array(TrackedProject) });

/** The projects an installation looks after; none when the file does not exist. */
export function loadProjects(file: string): TrackedProject[] {
	return readJsonFile(file, ProjectsFile)?.projects ?? [];
}

/** Replaces the list atomically: a reader sees the old or the new file, never half of one. */
export function saveProjects(file: string, projects: readonly z.input<typeof TrackedProject>[]): void {
	mkdirSync(dirname(file), { recursive: true });
	const temporary = `${file}.${process.pid}.tmp`;
	writeFileSync(temporary, `${JSON.stringify({ version: 1, projects }, null, '\t')}\n`);
	renameSync(temporary, file);
}
