import { readFileSync } from 'node:fs';
import test from 'ava';
import { agentNames, customFields, isAgentName, isSection, sections } from '@aegis/shared/domain';

interface SchemaFile {
	readonly sections: readonly string[];
	readonly fields: readonly ({ readonly key: string } & Record<string, unknown>)[];
	readonly routing: readonly { section: string; agent: string | null; runs: string; namePrefix?: string }[];
}

const file = new URL('../../../schema/asana_config.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as SchemaFile;

test('the published schema is the one the code goes by', (t) => {
	t.deepEqual(schema.sections, [...sections]);
	t.deepEqual(
		schema.fields,
		Object.entries(customFields).map(([key, definition]) => ({ key, ...definition })) as never,
	);
});

test('every agent has a section to run in, and no two routes are about the same cards', (t) => {
	t.deepEqual([...new Set(schema.routing.map((route) => route.runs))].sort(), [...agentNames].sort());
	const keys = schema.routing.map(
		(route) => `${route.section}/${route.agent ?? ''}/${route.namePrefix ?? ''}`,
	);
	t.is(new Set(keys).size, keys.length);
	for (const { section, agent, runs } of schema.routing) {
		t.true(isSection(section));
		t.true(isAgentName(runs));
		t.true(agent === null || agent === '*' || isAgentName(agent));
	}
});
