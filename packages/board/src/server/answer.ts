import { unknownObject } from '../core/errors.ts';
import { cutPage, parseLimit } from '../core/paging.ts';
import { renderCompact, renderFull } from '../shapes/render.ts';
import type { View } from '../shapes/shape.ts';
import type { Answer, Call } from '../routes/call.ts';

/** What goes out: status, body and headers, before it is written as text. */
export interface Reply {
	readonly status: number;
	readonly body: object;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Where a list was asked for, to link to its next page. */
export interface Place {
	readonly apiUrl: string;
	readonly path: string;
	readonly search: URLSearchParams;
}

/** Turns what a route found into Asana's answer. */
export function renderAnswer(call: Call, answer: Answer, place: Place): Reply {
	const view: View = { store: call.store, user: call.user, cache: new Map() };
	switch (answer.kind) {
		case 'done':
			return { status: 200, body: { data: {} } };
		case 'raw':
			return { status: answer.status ?? 200, body: answer.body };
		case 'one': {
			const data = renderFull(view, answer.type, answer.gid, call.fields);
			if (data === undefined) throw unknownObject(answer.type, answer.gid, 404);
			const body = { data, ...answer.beside };
			if (answer.status === 200) return { status: 200, body };
			return {
				status: 201,
				body,
				headers: { location: `${place.apiUrl}/${pluralOf(answer.type)}/${answer.gid}` },
			};
		}
		case 'list':
			return { status: 200, body: renderList(call, view, answer, place) };
	}
}

function renderList(call: Call, view: View, answer: Extract<Answer, { kind: 'list' }>, place: Place): object {
	const limit = answer.paged ? parseLimit(call.query['limit']) : undefined;
	const offset = answer.paged ? call.query['offset'] : undefined;
	const page = answer.paged
		? cutPage(answer.gids, limit, typeof offset === 'string' && offset !== '' ? offset : undefined)
		: { gids: answer.gids, offset: null };
	const render = answer.size === 'full' ? renderFull : renderCompact;
	const data = page.gids
		.map((gid) => render(view, answer.type, gid, call.fields))
		.filter((record) => record !== undefined);
	if (!answer.paged) return { data };
	return { data, next_page: page.offset === null ? null : linkTo(place, page.offset) };
}

function linkTo(place: Place, offset: string): object {
	const search = new URLSearchParams(place.search);
	search.set('offset', offset);
	const path = `${place.path}?${search.toString()}`;
	return { offset, path, uri: `${place.apiUrl}${path}` };
}

/** The part of a path that names a kind of resource. */
function pluralOf(type: string): string {
	return type.endsWith('y') ? `${type.slice(0, -1)}ies` : `${type}s`;
}
