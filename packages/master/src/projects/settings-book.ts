import {
	readSettings,
	stampSettings,
	type Home,
	type ReadSettings,
	type TrackedProject,
} from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';

/** Between two readings of what could not be read. Milliseconds. */
const againMs = 5_000;

interface Entry {
	stamp: string;
	settings: ReadSettings | null;
	reading: Promise<void> | null;
	/** On the monotonic clock, milliseconds. */
	readAt: number;
	/** Read again since somebody looked. */
	changed: boolean;
}

/**
 * The settings each project goes by. Read in the background, for git is asked: a repository that is slow, broken or
 * hostile keeps nobody waiting but its own cards.
 */
export class SettingsBook {
	readonly #home: Home;
	readonly #log: Logger;
	readonly #entries = new Map<string, Entry>();

	constructor(home: Home, log: Logger) {
		this.#home = home;
		this.#log = log;
	}

	/** Null until they were read for the first time. */
	get(gid: string): ReadSettings | null {
		return this.#entries.get(gid)?.settings ?? null;
	}

	/** Begins to read what may have changed; true when something was read anew since the last look. */
	look(projects: readonly TrackedProject[]): boolean {
		const gids = new Set(projects.map(({ gid }) => gid));
		for (const gid of this.#entries.keys()) if (!gids.has(gid)) this.#entries.delete(gid);
		let changed = false;
		for (const project of projects) {
			const entry = this.#entries.get(project.gid) ?? {
				stamp: '',
				settings: null,
				reading: null,
				readAt: 0,
				changed: false,
			};
			this.#entries.set(project.gid, entry);
			changed ||= entry.changed;
			entry.changed = false;
			const stamp = stampSettings(this.#home, project, entry.settings);
			const { settings } = entry;
			// What could not be read may pass by itself.
			const isBroken = settings !== null && (settings.problem ?? settings.heldUp) !== null;
			const again = isBroken && performance.now() - entry.readAt > againMs;
			if ((stamp === entry.stamp && !again) || entry.reading !== null) continue;
			entry.readAt = performance.now();
			entry.reading = this.#read(project, entry).finally(() => void (entry.reading = null));
		}
		return changed;
	}

	/** Waits for what is being read. */
	async settle(): Promise<void> {
		for (const { reading } of this.#entries.values()) await reading;
	}

	async #read(project: TrackedProject, entry: Entry): Promise<void> {
		const projectGid = project.gid;
		try {
			const before = entry.settings;
			const settings = await readSettings(this.#home, project);
			entry.settings = settings;
			// What is written while it is read is seen at the next look.
			entry.stamp = stampSettings(this.#home, project, settings);
			entry.changed = JSON.stringify(settings) !== JSON.stringify(before);
			if (!entry.changed) return;
			const { problem, heldUp, firstSight } = settings;
			const pending = settings.pending.map(({ setting }) => setting);
			if (firstSight)
				this.#log.info({ projectGid }, 'settings of a new project are confirmed as they were found');
			if (problem !== null || heldUp !== null || pending.length > 0)
				this.#log.warn({ projectGid, problem, heldUp, pending }, 'settings not gone by');
			else if (before !== null) this.#log.info({ projectGid }, 'configuration read again');
		} catch (error) {
			entry.stamp = stampSettings(this.#home, project, entry.settings);
			this.#log.error({ err: error, why: describeError(error), projectGid }, 'configuration kept as it was');
		}
	}
}
