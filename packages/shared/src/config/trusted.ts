import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Home } from './home.ts';
import { ProjectProposal } from './project-config.ts';
import { readJsonFile } from './read-json.ts';

/**
 * What the operator confirmed of a repository: its settings, and where its remote led then. One file a project in the
 * home, where no agent writes; `aegis init`, `aegis project trust` and the first sight of a project write it.
 */
export const Trusted = z.strictObject({
	version: z.literal(1),
	/** The repository it was said of: another one at the same project is another matter. */
	path: z.string(),
	settings: ProjectProposal,
	/** Where `remote` pushed to when it was confirmed; null where it has none. */
	remote_url: z.string().nullable(),
	/** The base commit whose file was confirmed; null where the base had none. */
	commit: z.string().nullable(),
	at: z.string(),
	by: z.enum(['init', 'trust', 'first-sight']),
});
export type Trusted = z.infer<typeof Trusted>;

/** What was confirmed of a project's repository, or null. Throws CONFIG_UNREADABLE or CONFIG_INVALID. */
export function loadTrusted(home: Home, project: { gid: string; path: string }): Trusted | null {
	const trusted = readJsonFile(fileOf(home, project.gid), Trusted);
	return trusted?.path === project.path ? trusted : null;
}

/** Replaces what was confirmed, atomically. */
export function saveTrusted(home: Home, gid: string, trusted: Trusted): void {
	const temporary = writeAside(fileOf(home, gid), trusted);
	renameSync(temporary, fileOf(home, gid));
}

/** Keeps what was seen first, and never replaces what was confirmed before: of several services one is the first. */
export function saveFirstSight(home: Home, gid: string, trusted: Trusted): void {
	const file = fileOf(home, gid);
	if (readJsonFile(file, Trusted)?.path === trusted.path) return;
	const temporary = writeAside(file, trusted);
	try {
		linkSync(temporary, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		// Of the repository the project had before.
		if (readJsonFile(file, Trusted)?.path !== trusted.path) renameSync(temporary, file);
	} finally {
		rmSync(temporary, { force: true });
	}
}

function writeAside(file: string, trusted: Trusted): string {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const temporary = `${file}.${process.pid}.tmp`;
	writeFileSync(temporary, `${JSON.stringify(trusted, null, '\t')}\n`, { mode: 0o600 });
	return temporary;
}

function fileOf(home: Home, gid: string): string {
	return join(home.trusted, `${encodeURIComponent(gid)}.json`);
}
