import { agentNames } from '@aegis/shared/domain';
import test from 'ava';
import { agentFor } from '../../src/agents.ts';
import { toHeadline } from '../../src/agent/wording.ts';

for (const name of agentNames) {
	test(`${name} says what it must be answered, as a schema the CLI takes`, (t) => {
		const agent = agentFor(name);
		const schema = agent.jsonSchema as { type: string; additionalProperties: boolean; required: string[] };

		t.is(agent.name, name);
		t.is(schema.type, 'object');
		t.is(schema.additionalProperties, false);
		t.false('$schema' in schema);
		t.true(schema.required.length > 0);
		t.is(agent.access, name === 'Worker' ? 'write' : 'read');
	});
}

test('a headline is one line, ends like a sentence, and fits', (t) => {
	t.is(toHeadline(' It\nworks '), 'It works.');
	t.is(toHeadline('Does it?'), 'Does it?');
	t.true(toHeadline('long '.repeat(500)).length <= 321);
});
