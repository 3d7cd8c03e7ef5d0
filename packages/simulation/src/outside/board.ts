import { customFields, sections } from '@aegis/shared/domain';
import type { BoardField, BoardFieldValue, BoardStory, BoardTask } from '@aegis/syncer/core/board-task';

export const projectGid = 'project';

/** The project's columns and fields: they, and their options, are called by their names. */
export const boardSections = sections.map((name) => ({ gid: name, name }));
export const boardFields: BoardField[] = Object.values(customFields).map((field) => ({
	gid: field.name,
	name: field.name,
	type: field.type,
	options: 'options' in field ? field.options.map((name) => ({ gid: name, name, enabled: true })) : [],
}));

const numbers: ReadonlySet<string> = new Set(['Cost', 'Max Cost']);
const enums: ReadonlySet<string> = new Set(['Agent', 'Swarm Status', 'Merge Approval']);

export interface BoardCard {
	readonly task: BoardTask;
	readonly stories: readonly BoardStory[];
}

/** The board: outside truth. Every change is a new record with a higher version, and leaves an event, mostly. */
export class Board {
	readonly #cards = new Map<string, BoardCard>();
	readonly #bin = new Map<string, BoardCard>();
	readonly events: string[] = [];
	/** Events are sent at most once; this says whether the next one is. */
	losesEvent: () => boolean = () => false;
	#version = 0;
	#stories = 0;

	add(gid: string, section: string, options: { dependsOn: string | null; approval: string | null }): void {
		const task: BoardTask = {
			gid,
			name: `Card ${gid}`,
			notes: 'Do it.',
			completed: false,
			modifiedAt: '',
			url: null,
			dueOn: null,
			assigneeGid: null,
			createdByGid: 'person',
			parentGid: null,
			subtaskCount: 0,
			tags: [],
			memberships: [{ projectGid, sectionGid: section, sectionName: section }],
			fields: options.approval === null ? [] : [valueOf('Merge Approval', options.approval)],
			dependencies: options.dependsOn === null ? [] : [{ gid: options.dependsOn, completed: null }],
		};
		this.#put(gid, { task, stories: [] });
	}

	get(gid: string): BoardCard | null {
		return this.#cards.get(gid) ?? null;
	}

	gids(): string[] {
		return [...this.#cards.keys()];
	}

	section(gid: string): string | null {
		return this.get(gid)?.task.memberships[0]?.sectionName ?? null;
	}

	field(gid: string, name: string): string | null {
		const value = this.get(gid)?.task.fields.find((field) => field.gid === name);
		return value?.enumName ?? value?.text ?? null;
	}

	move(gid: string, section: string): number {
		return this.#change(gid, { memberships: [{ projectGid, sectionGid: section, sectionName: section }] });
	}

	update(gid: string, change: { completed?: boolean; custom_fields?: Record<string, unknown> }): number {
		const card = this.get(gid);
		const wanted = change.custom_fields ?? {};
		const kept = card?.task.fields.filter((field) => !(field.gid in wanted)) ?? [];
		const fields = [...kept, ...Object.entries(wanted).map(([name, value]) => valueOf(name, value))];
		return this.#change(gid, {
			fields,
			...(change.completed === undefined ? {} : { completed: change.completed }),
		});
	}

	tag(gid: string, tags: readonly string[]): number {
		return this.#change(gid, { tags: [...tags] });
	}

	comment(gid: string, text: string, authorGid: string): BoardStory | null {
		const card = this.get(gid);
		if (card === null) return null;
		const story: BoardStory = {
			gid: `story-${++this.#stories}`,
			comment: true,
			text,
			createdAt: '2030-01-01T00:00:00.000Z',
			authorGid,
			authorName: null,
			change: null,
		};
		this.#put(gid, { task: card.task, stories: [...card.stories, story] });
		return story;
	}

	remove(gid: string): number {
		const card = this.get(gid);
		if (card === null) return this.#version;
		this.#cards.delete(gid);
		this.#bin.set(gid, card);
		this.#note(gid);
		return ++this.#version;
	}

	restore(gid: string): number {
		const card = this.#bin.get(gid);
		if (card === undefined) return this.#version;
		this.#bin.delete(gid);
		return this.#put(gid, card);
	}

	#change(gid: string, change: Partial<BoardTask>): number {
		const card = this.get(gid);
		return card === null ? this.#version : this.#put(gid, { ...card, task: { ...card.task, ...change } });
	}

	#put(gid: string, card: BoardCard): number {
		const modifiedAt = String(++this.#version).padStart(9, '0');
		this.#cards.set(gid, { ...card, task: { ...card.task, modifiedAt } });
		this.#note(gid);
		return this.#version;
	}

	#note(gid: string): void {
		if (!this.losesEvent()) this.events.push(gid);
	}
}

function valueOf(name: string, value: unknown): BoardFieldValue {
	return {
		gid: name,
		enumName: enums.has(name) ? (value as string | null) : null,
		number: numbers.has(name) ? (value as number | null) : null,
		text: !enums.has(name) && !numbers.has(name) ? (value as string | null) : null,
	};
}
