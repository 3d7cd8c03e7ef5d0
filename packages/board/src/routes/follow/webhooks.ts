import { randomBytes } from 'node:crypto';
import { badRequest, forbidden, missingInput, unknownObject } from '../../core/errors.ts';
import { isObject, readString, readStrings, readWord, requireString } from '../../core/input.ts';
import type { WebhookFilter } from '../../core/webhook-filter.ts';
import { exists, findInPath, isGid, requireInInput } from '../../store/rows/lookup.ts';
import { created, done, fullList, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';

const actions = ['changed', 'added', 'removed', 'deleted', 'undeleted'] as const;
/** Resources whose webhooks must say what they want. */
const needFilters = ['workspace', 'team', 'portfolio'];
const watchable = ['project', 'task', 'tag', ...needFilters];
/** The most webhooks on one resource. */
const maxPerResource = 1000;

export const webhookRoutes: readonly Route[] = [
	{ method: 'GET', path: '/webhooks', handle: listWebhooks },
	{ method: 'POST', path: '/webhooks', handle: create },
	{ method: 'GET', path: '/webhooks/:webhook_gid', handle: (call) => one('webhook', pathWebhook(call)) },
	{ method: 'PUT', path: '/webhooks/:webhook_gid', handle: update },
	{ method: 'DELETE', path: '/webhooks/:webhook_gid', handle: remove },
];

/** A webhook is only there for the user who made it. */
function pathWebhook(call: Call): string {
	const gid = findInPath(call.store, 'webhook', param(call, 'webhook_gid'));
	if (!call.store.rows.one('SELECT 1 FROM webhooks WHERE gid = ? AND owner = ?', gid, call.user)) {
		throw forbidden('You do not have access to this webhook');
	}
	return gid;
}

function listWebhooks(call: Call): Answer {
	requireInInput(call.store, 'workspace', call.query, 'workspace');
	const resource = readString(call.query, 'resource');
	const { rows } = call.store;
	return fullList(
		'webhook',
		resource === undefined
			? rows.column('SELECT gid FROM webhooks WHERE owner = ? ORDER BY gid', call.user)
			: rows.column(
					'SELECT gid FROM webhooks WHERE owner = ? AND resource = ? ORDER BY gid',
					call.user,
					resource,
				),
	);
}

async function create(call: Call): Promise<Answer> {
	const { store } = call;
	const resource = readResource(call);
	const target = requireString(call.data, 'target');
	if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
		throw badRequest('target: Not a valid URL');
	const filters = readFilters(call);
	if (filters.length === 0 && needFilters.includes(store.typeOf(resource) ?? ''))
		throw missingInput('filters');
	const same = store.rows.column('SELECT target FROM webhooks WHERE resource = ?', resource);
	if (same.includes(target))
		throw forbidden('Duplicate webhook: a webhook with this resource and target already exists');
	if (same.length >= maxPerResource)
		throw forbidden(`A resource may have at most ${maxPerResource} webhooks`);

	const secret = randomBytes(16).toString('hex');
	if (!(await call.shakeHands(target, secret))) {
		throw badRequest(
			'The remote server which is intended to receive the webhook did not respond with the handshake secret',
		);
	}
	const gid = store.write(call.user, (change) => {
		const webhook = change.newGid('webhook');
		change.rows.insert('webhooks', {
			gid: webhook,
			resource,
			target,
			active: 1,
			secret,
			filters: JSON.stringify(filters),
			owner: change.user,
			created_at: change.at,
			cursor: call.events.newest(),
			heartbeat_at: change.at,
		});
		return webhook;
	});
	return created('webhook', gid, { 'X-Hook-Secret': secret });
}

function readResource(call: Call): string {
	const gid = requireString(call.data, 'resource');
	if (!isGid(gid)) throw badRequest(`resource: Not a recognized ID: ${gid}`);
	const type = call.store.typeOf(gid);
	if (type === undefined || !exists(call.store, type, gid)) throw unknownObject('resource', gid, 400);
	if (!watchable.includes(type)) throw badRequest(`resource: Webhooks are not available for a ${type}`);
	return gid;
}

function readFilters(call: Call): readonly WebhookFilter[] {
	const value = call.data['filters'];
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) throw badRequest('filters: Not an Array');
	return value.map((item) => {
		if (!isObject(item)) throw badRequest('filters: Not an Object');
		const action = readWord(item, 'action', actions);
		const subtype = readString(item, 'resource_subtype');
		const fields = readStrings(item, 'fields');
		if (fields && action !== 'changed')
			throw badRequest('filters: fields are only allowed with action changed');
		return {
			resource_type: requireString(item, 'resource_type'),
			...(subtype === undefined ? {} : { resource_subtype: subtype }),
			...(action === undefined ? {} : { action }),
			...(fields ? { fields } : {}),
		};
	});
}

function update(call: Call): Answer {
	const gid = pathWebhook(call);
	const filters = readFilters(call);
	call.store.write(call.user, ({ rows }) =>
		rows.update('webhooks', gid, { filters: JSON.stringify(filters) }),
	);
	return one('webhook', gid);
}

function remove(call: Call): Answer {
	const gid = pathWebhook(call);
	call.store.write(call.user, ({ rows }) => rows.run('DELETE FROM webhooks WHERE gid = ?', gid));
	return done;
}
