import type { TrackedProject } from '@aegis/shared/config';
import type { ProjectSettings } from '../core/card/settings.ts';

/** The projects Aegis looks after, and what their configuration says. They may change between any two calls. */
export interface ProjectBook {
	list(): TrackedProject[];
	/** Null where nobody looks after it, or does not any more. */
	get(gid: string): TrackedProject | null;
	/** Of a project that is not looked after: defaults, marked as such. */
	settings(gid: string): ProjectSettings;
	/** How a syncer says its project fares. `lastPollAt` is milliseconds since the epoch. */
	note(gid: string, state: 'ok' | 'degraded', detail: string | null, lastPollAt: number): void;
}
