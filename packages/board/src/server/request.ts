import type { FastifyRequest } from 'fastify';
import { badRequest } from '../core/errors.ts';
import { parseFields } from '../core/field-tree.ts';
import { isObject } from '../core/input.ts';
import type { Input } from '../core/input.ts';
import type { Call, Upload } from '../routes/call.ts';

type Read = Pick<Call, 'params' | 'query' | 'data' | 'fields' | 'upload'> & { readonly pretty: boolean };

/** The most bytes of one attached file. */
export const maxUpload = 100 * 1024 * 1024;

/** Reads a request in Asana's forms: query, `{data, options}` in JSON, or a multipart form. */
export async function readRequest(request: FastifyRequest): Promise<Read> {
	const query: Input = isObject(request.query) ? request.query : {};
	const params = isObject(request.params) ? (request.params as Record<string, string>) : {};
	const form = request.isMultipart() ? await readForm(request) : undefined;
	const { data, options } = form ? { data: form.data, options: {} } : readBody(request);
	const fields = parseFields(query['opt_fields'] ?? options['fields']);
	const pretty = query['opt_pretty'] !== undefined || options['pretty'] === true;
	const paging = Object.fromEntries(
		['limit', 'offset'].flatMap((name) => {
			const value = options[name];
			return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
		}),
	);
	return { params, query: { ...paging, ...query }, data, fields, pretty, upload: form?.upload };
}

function readBody(request: FastifyRequest): { data: Input; options: Input } {
	const { body } = request;
	if (body === undefined || body === null || request.method === 'GET') return { data: {}, options: {} };
	if (!isObject(body)) throw badRequest('Could not parse request data, invalid JSON');
	const data = body['data'] ?? {};
	const options = body['options'] ?? {};
	if (!isObject(data)) throw badRequest('data: Not an Object');
	return { data, options: isObject(options) ? options : {} };
}

async function readForm(request: FastifyRequest): Promise<{ data: Input; upload: Upload | undefined }> {
	const data: Record<string, unknown> = {};
	let upload: Upload | undefined;
	for await (const part of request.parts({ limits: { files: 1, fileSize: maxUpload } })) {
		if (part.type === 'file') {
			upload = { name: decodeName(part.filename), contentType: part.mimetype, bytes: await part.toBuffer() };
		} else {
			data[part.fieldname] = part.value;
		}
	}
	return { data, upload };
}

/** Understands an empty body as no data, whatever its declared type: clients send the type on every call. */
export function parseJson(text: string): unknown {
	if (text.trim() === '') return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw badRequest('Could not parse request data, invalid JSON');
	}
}

/** Reads a form as older clients and shell scripts send it: fields are data, `opt_` ones are options. */
export function parseForm(text: string): { data: Input; options: Input } {
	const data: Record<string, string> = {};
	const options: Record<string, string> = {};
	for (const [name, value] of new URLSearchParams(text)) {
		if (name.startsWith('opt_')) options[name.slice('opt_'.length)] = value;
		else data[name] = value;
	}
	return { data, options };
}

/** A file's name, which clients URL-encode where it is not ASCII; one that is no such code stays as it is. */
function decodeName(name: string | undefined): string {
	if (name === undefined) return '';
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}
