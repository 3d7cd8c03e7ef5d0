import type { BoardEvent } from './board-task.ts';

/** What about a card, beside its own record, may have changed. */
export type Topic = 'comments' | 'moves' | 'choices' | 'attachments' | 'subtasks';

/** What a look at a card must show, if it is no older than the events that told of it. */
export interface Due {
	/** When its record last changed: milliseconds on the board's clock, -Infinity for never. */
	readonly record: number;
	/** The same of its stories. */
	readonly story: number;
	/** The stories that were added. */
	readonly stories: readonly string[];
}

/** What a batch of events asks to be read again. */
export interface Changes {
	/** Cards to read, in the order in which they were first named, and what else to read of each. */
	readonly cards: ReadonlyMap<string, ReadonlySet<Topic>>;
	/** What is known to have happened to each of them. */
	readonly due: ReadonlyMap<string, Due>;
	/** Those of them that were said to be deleted. */
	readonly deleted: ReadonlySet<string>;
	/** Stories that changed without naming their card: who knows them must say which card. */
	readonly stories: readonly string[];
	/** An attachment changed without naming its card: it may be any that has some. */
	readonly attachments: boolean;
	/** Columns in which a card was put somewhere: its order there may be new though the card reads the same. */
	readonly placedIn: ReadonlySet<string>;
	/** The columns themselves changed: every card may now be in a section of another name. */
	readonly sections: boolean;
	/** The project's own settings changed, its fields perhaps. */
	readonly settings: boolean;
	/** When the earliest of them happened, milliseconds on the board's clock; null when the board did not say. */
	readonly since: number | null;
}

/**
 * Reduces events to the cards they touch. What an event says happened is not used: events may be lost, doubled or out
 * of order, so the card is read again and its state compared.
 */
export function collapseEvents(events: readonly BoardEvent[]): Changes {
	const cards = new Map<string, Set<Topic>>();
	const due = new Map<string, Due>();
	const deleted = new Set<string>();
	const stories = new Set<string>();
	const placedIn = new Set<string>();
	let attachments = false;
	let sections = false;
	let settings = false;
	let since: number | null = null;
	for (const event of events) {
		const { resource, parent } = event;
		const at = event.createdAt === null ? NaN : Date.parse(event.createdAt);
		if (!Number.isNaN(at)) since = Math.min(at, since ?? at);
		const look = (gid: string, topics: readonly Topic[]): void => {
			cards.set(gid, new Set([...(cards.get(gid) ?? []), ...topics]));
		};
		const expect = (gid: string, of: 'record' | 'story', stories: readonly string[] = []): void => {
			const known = due.get(gid) ?? { record: -Infinity, story: -Infinity, stories: [] };
			const last = Number.isNaN(at) ? known[of] : Math.max(at, known[of]);
			due.set(gid, { ...known, [of]: last, stories: [...new Set([...known.stories, ...stories])] });
		};
		const card = parent?.type === 'task' ? parent.gid : null;
		if (resource.type === 'task') {
			// Where it was put changes its stories, and its record's time need not follow.
			if (parent?.type !== 'section') expect(resource.gid, 'record');
			look(resource.gid, []);
			if (event.action === 'deleted') deleted.add(resource.gid);
			// A step was added or taken away: its card has another number of them.
			if (card !== null) look(card, ['subtasks']);
			if (parent?.type === 'section') placedIn.add(parent.gid);
		} else if (resource.type === 'story') {
			if (card !== null) {
				look(card, topicsOf(resource.subtype));
				expect(card, 'story', event.action === 'added' ? [resource.gid] : []);
			} else if (topicsOf(resource.subtype).length > 0) stories.add(resource.gid);
		} else if (resource.type === 'attachment') {
			if (card !== null) look(card, ['attachments']);
			else attachments = true;
		} else if (resource.type === 'section') sections = true;
		else if (resource.type === 'project' || resource.type.startsWith('custom_field')) settings = true;
	}
	return { cards, due, deleted, stories: [...stories], attachments, placedIn, sections, settings, since };
}

/** A board that does not name the subtype of a story must be taken to mean any. */
function topicsOf(subtype: string | null): readonly Topic[] {
	if (subtype === null) return ['comments', 'moves', 'choices', 'attachments'];
	if (subtype.startsWith('comment')) return ['comments'];
	if (subtype === 'section_changed' || subtype === 'added_to_project') return ['moves'];
	if (subtype === 'enum_custom_field_changed') return ['choices'];
	return subtype.startsWith('attachment') ? ['attachments'] : [];
}
