import { badRequest, forbidden, missingInput, unknownObject } from '../../core/errors.ts';
import { readString } from '../../core/input.ts';
import { renderValue } from '../../shapes/render.ts';
import { Ref } from '../../shapes/shape.ts';
import { exists, findInPath, isGid } from '../../store/rows/lookup.ts';
import { param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { pathProject } from '../projects/projects.ts';

/** The kinds of resource whose events can be followed. */
const followable = ['project', 'task'];

export const eventRoutes: readonly Route[] = [
	{ method: 'GET', path: '/events', handle: (call) => read(call, queriedResource(call)) },
	{ method: 'GET', path: '/projects/:project_gid/events', handle: (call) => read(call, pathProject(call)) },
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid/events',
		handle: (call) => {
			findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
			throw forbidden('Workspace events are only available to service accounts.');
		},
	},
];

function queriedResource(call: Call): string {
	const gid = readString(call.query, 'resource');
	if (gid === undefined || gid === '') throw missingInput('resource');
	if (!isGid(gid)) throw badRequest(`resource: Not a recognized ID: ${gid}`);
	const type = call.store.typeOf(gid);
	if (type === undefined || !exists(call.store, type, gid)) throw unknownObject('resource', gid, 404);
	if (!followable.includes(type)) throw badRequest(`resource: Events are not available for a ${type}`);
	return gid;
}

function read(call: Call, resource: string): Answer {
	const page = call.events.read(resource, readString(call.query, 'sync'));
	const view = { store: call.store, user: call.user, cache: new Map<string, object | undefined>() };
	const records = page.events.map((row) => renderValue(view, new Ref('event', '', row), call.fields));
	return { kind: 'raw', body: { data: records, sync: page.sync, has_more: page.more } };
}
