import type { Chance } from './chance.ts';

type Json = unknown;
type Fields = Record<string, Json>;

const unordered = new Set([
	'tags',
	'dependencies',
	'custom_fields',
	'enum_options',
	'memberships',
	'projects',
]);

/** Says the same in other words: what a server may add, leave out, reorder or spell otherwise without breaking the API. */
export function twist(value: Json, chance: Chance, name = ''): Json {
	if (Array.isArray(value)) {
		const items = value.map((item) => twist(item, chance, name));
		return unordered.has(name) && chance.is(0.5) ? chance.shuffle(items) : items;
	}
	if (typeof value === 'object' && value !== null) return twistRecord(value as Fields, chance);
	if (typeof value === 'string' && name.endsWith('_at')) return respell(value, chance);
	return value;
}

function twistRecord(record: Fields, chance: Chance): Fields {
	const entries = Object.entries(record)
		// A field without a value may be there or not.
		.filter(([, value]) => value !== null || chance.is(0.5))
		.map(([name, value]): [string, Json] => [name, twist(value, chance, name)]);
	if (chance.is(0.3)) entries.push(['future_field', { gid: '1', of: ['tomorrow', null, 1e21] }]);
	if ('memberships' in record) addMembership(entries, chance);
	if (record['type'] === 'comment' && typeof record['text'] === 'string') {
		const text = entries.find(([name]) => name === 'text');
		if (text !== undefined) text[1] = `${record['text']}${chance.pick(['', ' ', '\n', '\u00A0', '\r\n '])}`;
	}
	return Object.fromEntries(chance.is(0.5) ? chance.shuffle(entries) : entries);
}

/** A card may be in projects we cannot see, and in them in no section. */
function addMembership(entries: [string, Json][], chance: Chance): void {
	const memberships = entries.find(([name]) => name === 'memberships')?.[1];
	if (Array.isArray(memberships) && chance.is(0.3))
		memberships.unshift({ project: { gid: '99999999999999999999' }, section: null });
}

/** The same moment with another precision, or in another spelling. */
function respell(time: string, chance: Chance): string {
	const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{3}))?Z$/.exec(time);
	if (match === null) return time;
	const [, whole, fraction = '000'] = match;
	return chance.pick([time, `${whole}Z`, `${whole}.${fraction}000Z`, `${whole}.${fraction}+00:00`]);
}

/** Lines in a card's history of kinds nobody has heard of. */
export function addStories(stories: Json[], chance: Chance): Json[] {
	const strange = {
		gid: '77777777777777777777777',
		type: 'system',
		resource_subtype: 'hologram_projected',
		created_by: null,
		text: 'projected a hologram',
	};
	return chance.is(0.3) ? [...stories, strange] : stories;
}
