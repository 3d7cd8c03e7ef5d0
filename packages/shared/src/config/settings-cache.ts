import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { stampBase } from '../repository.ts';
import type { Home } from './home.ts';
import { projectConfigFile } from './project-config.ts';
import type { TrackedProject } from './projects.ts';
import { readSettings, type ReadSettings } from './read-settings.ts';

type Project = Pick<TrackedProject, 'gid' | 'path' | 'settings'>;

/** Changes whenever `readSettings` may say something else than `known`; costs no process. */
export function stampSettings(home: Home, project: Project, known: ReadSettings | null): string {
	const parts = [
		JSON.stringify(project.settings ?? {}),
		project.path,
		stampOf(join(home.trusted, `${encodeURIComponent(project.gid)}.json`)),
		stampOf(join(project.path, '.git')),
	];
	// A first sight goes by the checkout too: it is tried again when that is mended.
	if (known === null || known.heldUp !== null) parts.push(stampOf(join(project.path, projectConfigFile)));
	if (known?.gitDir != null) parts.push(stampBase(known.gitDir, known.config));
	return parts.join(' ');
}

/** The settings of projects, for a service that asks again and again: git is asked only when something has changed. */
export class SettingsCache {
	readonly #home: Home;
	readonly #known = new Map<string, { readonly stamp: string; readonly settings: ReadSettings }>();

	constructor(home: Home) {
		this.#home = home;
	}

	/** Throws as `readSettings` does. */
	async read(project: Project): Promise<ReadSettings> {
		const known = this.#known.get(project.gid);
		if (known !== undefined && stampSettings(this.#home, project, known.settings) === known.stamp)
			return known.settings;
		const settings = await readSettings(this.#home, project);
		this.#known.set(project.gid, { stamp: stampSettings(this.#home, project, settings), settings });
		return settings;
	}
}

function stampOf(file: string): string {
	try {
		const { mtimeMs, ino } = lstatSync(file);
		return `${ino}:${mtimeMs}`;
	} catch {
		return '-';
	}
}
