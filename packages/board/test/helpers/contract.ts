import { readFile } from 'node:fs/promises';
import { Ajv2019 } from 'ajv/dist/2019.js';
import type { ValidateFunction } from 'ajv/dist/2019.js';
import { parse } from 'yaml';

type Node = Record<string, unknown>;

/** Where Asana's description of its API is looked for; it is not part of this repository. */
const file =
	process.env['AEGIS_ASANA_OAS'] ?? new URL('../../../../../shared/data/asana_oas.yaml', import.meta.url);

/** Fields that are null in reality although the description does not say so. */
const nullToo: Readonly<Record<string, readonly string[]>> = {
	EventResponse: ['user', 'parent'],
	ProjectResponse: ['team'],
	TaskBase: ['approval_status'],
	StoryResponse: [
		'created_by',
		'old_text_value',
		'new_text_value',
		'old_enum_value',
		'new_enum_value',
		'old_number_value',
		'new_number_value',
		'old_approval_status',
		'new_approval_status',
		'sticker_name',
	],
};

/** Checks answers of the board against the response schemas of the description. */
export interface Contract {
	/** What is wrong with an answer; nothing when it is right or the call is not described. */
	readonly check: (method: string, path: string, status: number, body: unknown) => readonly string[];
	/** The operations that were checked so far. */
	readonly checked: Set<string>;
}

/** Reads the description; undefined when it is not on this machine. */
export async function loadContract(): Promise<Contract | undefined> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	if (text === undefined) return undefined;
	const document = parse(text, { maxAliasCount: -1 }) as {
		paths: Record<string, Node>;
		components: { schemas: Record<string, Node> };
	};
	const schemas = patch(document.components.schemas);
	const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
	ajv.addSchema({ $id: 'asana', components: { schemas } });
	const validators = new Map<string, ValidateFunction>();
	const checked = new Set<string>();
	const routes = Object.entries(document.paths).map(([path, item]) => ({
		path,
		item,
		pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
	}));
	return {
		checked,
		check(method, url, status, body) {
			const path = url.split('?', 1)[0] ?? '';
			const route =
				routes.find(({ path: known }) => known === path) ?? routes.find(({ pattern }) => pattern.test(path));
			const name = `${method} ${route?.path ?? path}`;
			const schema = route && responseSchema(route.item, method, status);
			if (!schema) return status < 400 ? [`${name}: no schema for status ${status}`] : [];
			const validate = validators.get(`${name} ${status}`) ?? ajv.compile(harden(normalise(schema) as Node));
			validators.set(`${name} ${status}`, validate);
			checked.add(name);
			if (validate(body)) return [];
			return (validate.errors ?? []).map(
				(error) => `${name}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
			);
		},
	};
}

function responseSchema(item: Node, method: string, status: number): Node | undefined {
	const operation = item[method.toLowerCase()] as Node | undefined;
	const responses = (operation?.['responses'] ?? {}) as Record<string, Node>;
	const content = responses[String(status)]?.['content'] as Record<string, Node> | undefined;
	return Object.values(content ?? {})[0]?.['schema'] as Node | undefined;
}

function patch(schemas: Record<string, Node>): Node {
	for (const [name, fields] of Object.entries(nullToo)) {
		for (const part of [schemas[name], ...((schemas[name]?.['allOf'] as Node[] | undefined) ?? [])]) {
			const properties = part?.['properties'] as Record<string, Node> | undefined;
			for (const field of fields) if (properties?.[field]) properties[field]['nullable'] = true;
		}
	}
	for (const name of ['old_number_value', 'new_number_value']) {
		const part = (schemas['StoryResponse']?.['allOf'] as Node[] | undefined)?.find(
			(one) => one['properties'],
		);
		const properties = part?.['properties'] as Record<string, Node> | undefined;
		if (properties?.[name]) properties[name]['type'] = 'number';
	}
	return normalise(schemas) as Node;
}

/** Writes `nullable` as JSON Schema knows it, and drops what ajv does not. */
function normalise(node: unknown): unknown {
	if (Array.isArray(node)) return node.map(normalise);
	if (typeof node !== 'object' || node === null) return node;
	const source = node as Node;
	const parts = source['allOf'] as Node[] | undefined;
	const nullable =
		source['nullable'] === true || (Array.isArray(parts) && parts.some((part) => part['nullable'] === true));
	const out: Node = {};
	for (const [key, value] of Object.entries(source)) {
		if ((key === 'nullable' && typeof value === 'boolean') || key === 'example' || key.startsWith('x-'))
			continue;
		out[key] =
			key === '$ref' && typeof value === 'string' ? value.replace('#/', 'asana#/') : normalise(value);
	}
	if (!nullable) return out;
	if (typeof out['type'] === 'string' && !out['allOf'] && !out['$ref']) {
		out['type'] = [out['type'], 'null'];
		if (Array.isArray(out['enum'])) out['enum'] = [...(out['enum'] as unknown[]), null];
		return out;
	}
	return { anyOf: [{ type: 'null' }, out] };
}

/** Refuses properties the description does not know, in the envelope and in the record itself. */
function harden(schema: Node): Node {
	const properties = (schema['properties'] ?? {}) as Record<string, Node>;
	const { data } = properties;
	const closed =
		data?.['type'] === 'array' ? { ...data, items: close(data['items'] as Node) } : data ? close(data) : data;
	return {
		...schema,
		properties: { ...properties, ...(closed ? { data: closed } : {}) },
		required: Object.keys(properties).includes('data') ? ['data'] : [],
	};
}

function close(record: Node): Node {
	return { allOf: [record], unevaluatedProperties: false };
}
