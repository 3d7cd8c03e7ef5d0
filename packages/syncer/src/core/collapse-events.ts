import type { BoardEvent } from './board-task.ts';

/** What a batch of events asks to be read again. */
export interface Changes {
	/** Cards to read, in the order in which they were first named. */
	readonly cards: readonly string[];
	/** Those of them whose comments may have changed. */
	readonly commented: ReadonlySet<string>;
	/** Stories that changed without naming their card: who knows them must say which card. */
	readonly stories: readonly string[];
	/** The columns themselves changed: every card may now be in a section of another name. */
	readonly sections: boolean;
	/** The project's own settings changed, its fields perhaps. */
	readonly settings: boolean;
	/** When the earliest of them happened, on the board's clock; null when the board did not say. */
	readonly since: string | null;
}

/**
 * Reduces events to the cards they touch. What an event says happened is not used: events may be lost, doubled or out
 * of order, so the card is read again and its state compared.
 */
export function collapseEvents(events: readonly BoardEvent[]): Changes {
	const cards = new Set<string>();
	const commented = new Set<string>();
	const stories = new Set<string>();
	let sections = false;
	let settings = false;
	let since: string | null = null;
	for (const event of events) {
		if (event.createdAt !== null && (since === null || event.createdAt < since)) since = event.createdAt;
		const { resource, parent } = event;
		if (resource.type === 'task') cards.add(resource.gid);
		else if (resource.type === 'story') {
			if (parent?.type === 'task') {
				cards.add(parent.gid);
				if (mayBeComment(resource.subtype)) commented.add(parent.gid);
			} else if (mayBeComment(resource.subtype)) stories.add(resource.gid);
		} else if (resource.type === 'section') sections = true;
		else if (resource.type === 'project' || resource.type.startsWith('custom_field')) settings = true;
	}
	return { cards: [...cards], commented, stories: [...stories], sections, settings, since };
}

/** A board that does not name the subtype must be taken to mean a comment. */
function mayBeComment(subtype: string | null): boolean {
	return subtype === null || subtype.startsWith('comment');
}
