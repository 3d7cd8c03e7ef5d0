import { ApiError, badRequest, errorBody, missingInput } from '../core/errors.ts';
import { isObject, readString, readWord, requireString } from '../core/input.ts';
import type { Answer, Call, InnerRequest, Route } from './call.ts';

/** The most actions of one batch. */
const maxActions = 10;
const methods = ['get', 'post', 'put', 'delete', 'patch', 'head'] as const;
/** What of each answer there is to choose from with `opt_fields`. */
const parts = ['body', 'headers', 'status_code'];

export const batchRoutes: readonly Route[] = [{ method: 'POST', path: '/batch', handle: runBatch }];

async function runBatch(call: Call): Promise<Answer> {
	const { actions } = call.data;
	if (actions === undefined || actions === null) throw missingInput('actions');
	if (!Array.isArray(actions)) throw badRequest('actions: Not an Array');
	if (actions.length === 0) throw missingInput('actions');
	if (actions.length > maxActions)
		throw badRequest(`actions: A batch may have at most ${maxActions} actions`);
	const answers = await Promise.all(actions.map((action) => runAction(call, action)));
	const wanted = call.fields ? parts.filter((name) => call.fields?.has(name)) : parts;
	return { kind: 'raw', body: { data: answers.map((answer) => pick(answer, wanted)) } };
}

interface ActionAnswer {
	readonly status_code: number;
	readonly headers: object;
	readonly body: unknown;
}

/** An action that cannot be understood is refused like one that was sent by itself: the others go on. */
async function runAction(call: Call, action: unknown): Promise<ActionAnswer> {
	try {
		const { status, headers, body } = await call.again(readAction(action));
		return {
			status_code: status,
			headers: 'location' in headers ? { location: headers.location } : {},
			body,
		};
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		return { status_code: error.status, headers: {}, body: errorBody(error.message, error.extra) };
	}
}

function pick(answer: ActionAnswer, names: readonly string[]): object {
	return Object.fromEntries(Object.entries(answer).filter(([name]) => names.includes(name)));
}

function readAction(action: unknown): InnerRequest {
	if (!isObject(action)) throw badRequest('actions: Not an Object');
	const named = action['method'];
	const lower = typeof named === 'string' ? { method: named.toLowerCase() } : action;
	const method = readWord(lower, 'method', methods)?.toUpperCase();
	if (method === undefined) throw missingInput('method');
	const path = requireString(action, 'relative_path');
	if (!path.startsWith('/')) throw badRequest('relative_path: Must start with a slash');
	if (/^\/(batch|attachments)\b/.test(path) && method === 'POST')
		throw badRequest(`relative_path: ${path} is not allowed in a batch`);
	const data = isObject(action['data']) ? action['data'] : {};
	const options = isObject(action['options']) ? action['options'] : {};
	if (method === 'GET' || method === 'DELETE') return { method, path: withQuery(path, data, options) };
	return { method, path, body: { data, options } };
}

/** A read takes its data and options as its query. */
function withQuery(
	path: string,
	data: Readonly<Record<string, unknown>>,
	options: Readonly<Record<string, unknown>>,
): string {
	const search = new URLSearchParams(path.split('?', 2)[1] ?? '');
	for (const [name, value] of Object.entries(data))
		search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
	const { fields } = options;
	if (Array.isArray(fields)) search.set('opt_fields', fields.join(','));
	for (const name of ['limit', 'offset']) {
		const value = options[name];
		if (typeof value === 'string' || typeof value === 'number') search.set(name, String(value));
	}
	const pretty = readString(options, 'pretty');
	if (pretty !== undefined) search.set('opt_pretty', '');
	const text = search.toString();
	return text === '' ? path : `${path.split('?', 1)[0]}?${text}`;
}
