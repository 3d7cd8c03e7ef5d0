import type { CardDetails } from '../reading/card-details.ts';
import type { CardReader } from '../reading/card-reader.ts';
import type { SchemaCache } from '../reading/schema-cache.ts';

/** How many cards are named where many have the same trouble. */
const named = 5;

/** What is wrong with a project though its board can be read, one sentence each. */
export function listFindings(sources: {
	readonly schema: SchemaCache;
	readonly cards: CardReader;
	readonly details: CardDetails;
}): string[] {
	const { known } = sources.schema;
	const { unreadable } = sources.cards;
	const { refused } = sources.details;
	const missing = known?.missing ?? null;
	return [
		...(known?.archived === true ? ['the project is archived'] : []),
		...(missing === null ? [] : [`the project lacks ${missing}; \`aegis asana sync-schema\` adds it`]),
		...(unreadable.size === 0
			? []
			: [`${unreadable.size} cards cannot be read and are left alone: ${nameSome(unreadable)}`]),
		...(refused.size === 0
			? []
			: [`the board refuses the comments, steps or files of ${refused.size} cards: ${nameSome(refused)}`]),
	];
}

/** What a person should know of how a project is followed, though nothing is wrong. */
export function listRemarks({ known }: SchemaCache): string[] {
	return known?.map.fieldless === true
		? [
				"reduced mode: the board's plan has no custom fields, so tags and lines of the description take their place (docs/free-plan.md)",
			]
		: [];
}

function nameSome(of: ReadonlyMap<string, string>): string {
	return [...of.keys()].slice(0, named).join(', ');
}
