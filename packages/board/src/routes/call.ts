import type { FieldTree } from '../core/field-tree.ts';
import type { Input } from '../core/input.ts';
import type { EventLog } from '../store/data/events.ts';
import type { Store } from '../store/data/store.ts';
import type { TaskLists } from '../store/tasks/task-lists.ts';

/** A file that came with a multipart request. */
export interface Upload {
	readonly name: string;
	readonly contentType: string;
	readonly bytes: Buffer;
}

/** One request, authenticated and read, before its own fields are checked. */
export interface Call {
	readonly store: Store;
	readonly events: EventLog;
	readonly taskLists: TaskLists;
	/** The gid of the user the token belongs to. */
	readonly user: string;
	readonly params: Readonly<Record<string, string>>;
	readonly query: Input;
	readonly data: Input;
	readonly fields: FieldTree | undefined;
	readonly upload: Upload | undefined;
	/** Asks a webhook's receiver whether it wants it, with a secret it must echo. */
	readonly shakeHands: (target: string, secret: string) => Promise<boolean>;
	/** Sends another request to this board as the same user and gives its status and body. */
	readonly again: (
		request: InnerRequest,
	) => Promise<{ readonly status: number; readonly headers: object; readonly body: unknown }>;
}

export interface InnerRequest {
	readonly method: string;
	readonly path: string;
	readonly body?: object;
}

/** What a route found or did, before it is rendered. */
export type Answer =
	| {
			readonly kind: 'one';
			readonly type: string;
			readonly gid: string;
			readonly status: 200 | 201;
			readonly beside?: object;
	  }
	| {
			readonly kind: 'list';
			readonly type: string;
			readonly gids: readonly string[];
			readonly size: 'compact' | 'full';
			readonly paged: boolean;
	  }
	| { readonly kind: 'done' }
	| { readonly kind: 'raw'; readonly body: object; readonly status?: number };

export interface Route {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly path: string;
	/** The refusal on the free plan; absent when the plan has it. */
	readonly paid?: string;
	readonly handle: (call: Call) => Answer | Promise<Answer>;
}

export function one(type: string, gid: string): Answer {
	return { kind: 'one', type, gid, status: 200 };
}

export function created(type: string, gid: string, beside?: object): Answer {
	return { kind: 'one', type, gid, status: 201, ...(beside ? { beside } : {}) };
}

/** A list that can be read page by page, in compact records. */
export function list(type: string, gids: readonly string[]): Answer {
	return { kind: 'list', type, gids, size: 'compact', paged: true };
}

export function fullList(type: string, gids: readonly string[]): Answer {
	return { kind: 'list', type, gids, size: 'full', paged: true };
}

/** A list that comes in one piece. */
export function wholeList(type: string, gids: readonly string[]): Answer {
	return { kind: 'list', type, gids, size: 'compact', paged: false };
}

export const done: Answer = { kind: 'done' };

/** The gid a path names, checked. */
export function param(call: Call, name: string): string {
	return call.params[name] ?? '';
}
