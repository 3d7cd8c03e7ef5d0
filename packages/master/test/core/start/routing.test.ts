import test from 'ava';
import { snapshot } from '@aegis/shared/testing';
import { routeCard } from '../../../src/core/start/routing.ts';

for (const [section, agent, runs] of [
	['Ready Queue', null, 'Triage'],
	['Ready Queue', 'Triage', 'Triage'],
	['Ready Queue', 'Planner', 'Planner'],
	['Ready Queue', 'Worker', 'Worker'],
	['Ready Queue', 'Documentation', 'Documentation'],
	['Ready Queue', 'Reviewer', 'Worker'],
	['Ready Queue', 'Merger', 'Worker'],
	['In Progress', 'Worker', 'Worker'],
	['In Progress', null, 'Worker'],
	['Planning', null, 'Planner'],
	['Planning', 'Worker', 'Planner'],
	['Review', null, 'Reviewer'],
	['Merging', 'Nobody', 'Merger'],
] as const)
	test(`${section} with ${agent ?? 'no agent'} wants the ${runs}`, (t) => {
		t.deepEqual(routeCard(snapshot({ section, agent })), { kind: 'run', agent: runs });
		t.deepEqual(routeCard(snapshot({ section, agent, completed: true })), { kind: 'none', reason: null });
	});

for (const section of ['Drafts', 'Done', 'A column of a person', null])
	test(`${section ?? 'no column'} wants nothing`, (t) =>
		t.deepEqual(routeCard(snapshot({ section, agent: 'Worker' })), { kind: 'none', reason: null }));

test('a preference is for the Documentation agent, whatever the field says', (t) =>
	t.deepEqual(routeCard(snapshot({ name: 'Preference: tabs', agent: 'Worker' })), {
		kind: 'run',
		agent: 'Documentation',
	}));

test('an agent nobody knows is said so', (t) =>
	t.deepEqual(routeCard(snapshot({ agent: 'Astrologer' })), {
		kind: 'none',
		reason: { code: 'unknown-agent', agent: 'Astrologer' },
	}));

test('a card in Clarification Needed waits for an answer', (t) =>
	t.deepEqual(routeCard(snapshot({ section: 'Clarification Needed' })), {
		kind: 'none',
		reason: { code: 'awaiting-clarification' },
	}));
