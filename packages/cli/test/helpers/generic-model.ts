import type { ModelReply } from '@aegis/agents/testing/scripted-messages-api';
import { write, type Moment } from './scripted-team.ts';

interface Schema {
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly Schema[];
	readonly type?: string | readonly string[];
	readonly minimum?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
}

/** Fills in everything, or only what it must, or writes the same as text instead. */
export type GenericStyle = 'all' | 'required' | 'text';

/**
 * A model that knows nothing of Aegis: it writes one file where it has a tool for that, and then fills in the form it
 * is given with the first and shortest that fits.
 */
export function playGenericModel({ request, turn }: Moment, style: GenericStyle): ModelReply {
	const can = (name: string): boolean => request.tools.some((tool) => tool.name === name);
	if (can('Write') && turn === 0) return write(`note-${style}.txt`, 'a note\n');
	const form = request.tools.find(({ name }) => name === 'StructuredOutput')?.input_schema;
	if (form === undefined) return { text: 'done' };
	const input = fillSchema(form, style === 'required') as object;
	if (style === 'text') return { text: `\`\`\`json\n${JSON.stringify(input)}\n\`\`\`` };
	return { tools: [{ name: 'StructuredOutput', input }] };
}

function fillSchema(schema: Schema, onlyRequired: boolean): unknown {
	if ('const' in schema) return schema.const;
	if (schema.enum !== undefined) return schema.enum[0];
	if (schema.anyOf !== undefined) {
		return schema.anyOf.some(({ type }) => type === 'null')
			? null
			: fillSchema(schema.anyOf[0] ?? {}, onlyRequired);
	}
	if (Array.isArray(schema.type) && schema.type.includes('null')) return null;
	switch (schema.type) {
		case 'string':
			return 'ok';
		case 'boolean':
			return false;
		case 'integer':
		case 'number':
			return schema.minimum ?? 0;
		case 'array':
			return [];
		default: {
			const fields = Object.entries(schema.properties ?? {}).filter(
				([name]) => !onlyRequired || schema.required?.includes(name) === true,
			);
			return Object.fromEntries(fields.map(([name, field]) => [name, fillSchema(field, onlyRequired)]));
		}
	}
}
