import type { BoardData } from './board-data.ts';
import type { Rows } from '../rows/database.ts';
import { projectsAround } from './scopes.ts';

/** A resource named in an event. */
export interface Named {
	readonly gid: string;
	readonly type: string;
}

/** What an event says changed; values only where they are resources, as in Asana. */
export interface FieldChange {
	readonly field: string;
	readonly action: 'changed' | 'added' | 'removed';
	readonly value?: Named;
}

export interface NewEvent {
	readonly resource: Named;
	readonly subtype?: string | null;
	readonly action: 'changed' | 'added' | 'removed' | 'deleted' | 'undeleted';
	readonly parent?: Named;
	readonly change?: FieldChange;
	/** The resources whose event streams carry this. */
	readonly scopes: ReadonlySet<string>;
}

/** One change being made: who, when, and the events it causes. */
export class Change {
	readonly store: BoardData;
	readonly rows: Rows;
	readonly user: string;
	readonly at: string;
	/** The projects it touched. */
	readonly touched = new Set<string>();
	/** The tasks it touched, subtasks with the tasks they are below, deleted ones included. */
	readonly tasks = new Set<string>();
	/** Whether a project, its columns or its fields changed, not only cards. */
	reshaped = false;
	/** Whether anything happened that followers of events are told. */
	told = false;

	constructor(store: BoardData, user: string) {
		this.store = store;
		this.rows = store.rows;
		this.user = user;
		this.at = store.now();
	}

	newGid(type: string): string {
		return this.store.newGid(type);
	}

	/** Records an event in the streams of its scopes. */
	emit(event: NewEvent): void {
		const id = this.rows.one<{ id: number }>(
			`INSERT INTO events (created_at, user, resource, resource_type, resource_subtype, parent, parent_type, action, change)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			this.at,
			this.user,
			event.resource.gid,
			event.resource.type,
			event.subtype ?? null,
			event.parent?.gid ?? null,
			event.parent?.type ?? null,
			event.action,
			event.change ? JSON.stringify(event.change) : null,
		)?.id;
		this.told = true;
		this.#note(event);
		for (const scope of event.scopes) {
			this.rows.run('INSERT INTO event_scopes VALUES (?, ?)', scope, id ?? 0);
		}
		for (const project of projectsAround(this.rows, event.scopes)) this.touched.add(project);
	}

	#note({ resource, scopes, parent }: NewEvent): void {
		if (['project', 'section', 'custom_field'].includes(resource.type)) this.reshaped = true;
		if (parent?.type === 'task') this.tasks.add(parent.gid);
		if (resource.type === 'task') this.tasks.add(resource.gid);
		for (const scope of scopes) if (this.store.typeOf(scope) === 'task') this.tasks.add(scope);
	}
}
