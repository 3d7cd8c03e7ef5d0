import type { Due } from './collapse-events.ts';

/** What a look at a card showed. */
export interface Look {
	/** Null when there was no such card. */
	readonly modifiedAt: string | null;
	/** The gids of its stories; null where they were not read. */
	readonly stories: ReadonlySet<string> | null;
	/** History and record cannot both be of now. */
	readonly contradicts: boolean;
	/** An event said that it was deleted. */
	readonly deleted: boolean;
}

/** True when the look may have shown the card as it was before the events: boards answer from copies now and then. */
export function isDoubtful(due: Due, look: Look): boolean {
	const { modifiedAt, stories } = look;
	if (look.deleted) return modifiedAt !== null;
	if (modifiedAt === null || look.contradicts || isBefore(modifiedAt, due.record)) return true;
	return stories === null ? isBefore(modifiedAt, due.story) : due.stories.some((gid) => !stories.has(gid));
}

/** Whole seconds are compared with whole seconds. What is no time is before nothing. */
function isBefore(time: string, moment: number): boolean {
	const scale = /\.\d/.test(time) ? 1 : 1_000;
	return Date.parse(time) < Math.floor(moment / scale) * scale;
}

/** Milliseconds until the next look at a doubtful card, by how often it was looked at; null to leave it. */
export function delayOfLook(looks: number): number | null {
	return [2_500, 10_000][looks - 1] ?? null;
}
