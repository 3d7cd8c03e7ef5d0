import test from 'ava';
import * as fc from 'fast-check';
import { customFields, sections } from '@aegis/shared/domain';
import type { BoardTask } from '../../src/core/board-task.ts';
import { fieldKeys, findGaps, mapFields } from '../../src/core/field-map.ts';
import { planWrite, type WriteRequest } from '../../src/core/plan-write.ts';
import { bareTask } from '../helpers/bare-task.ts';

const map = mapFields(
	sections.map((name) => ({ gid: `section ${name}`, name })),
	fieldKeys.map((key) => {
		const definition = customFields[key];
		return {
			gid: `field ${key}`,
			name: definition.name,
			type: definition.type,
			options:
				definition.type === 'enum'
					? definition.options.map((name) => ({ gid: `option ${name}`, name, enabled: true }))
					: [],
		};
	}),
);

function task(section: string, extra: Partial<BoardTask> = {}): BoardTask {
	const memberships = [
		{ projectGid: 'other', sectionGid: 's1', sectionName: 'Done' },
		{ projectGid: 'p', sectionGid: 's2', sectionName: section },
	];
	return bareTask({ memberships, ...extra });
}

function request(extra: Partial<WriteRequest>): WriteRequest {
	return { projectGid: 'p', expectSection: null, change: {}, tried: false, ...extra };
}

test('nothing is written over a person’s move or completion', (t) => {
	const change = { section: 'Review' };
	const expecting = request({ expectSection: 'In Progress', change });
	t.is(planWrite(expecting, task('Drafts'), map).kind, 'refuse');
	t.is(planWrite(expecting, task('In Progress', { completed: true }), map).kind, 'refuse');
	const cost = { ...expecting, change: { costUsd: 1.5 } };
	t.is(planWrite(cost, task('Done', { completed: true }), map).kind, 'write', 'what it cost is true anyway');
	t.is(planWrite(expecting, task('Review'), map).kind, 'refuse');
	t.is(planWrite(expecting, task('In Progress'), map).kind, 'write');
});

test('what a refused command says of the cost is written all the same, and never lowers it', (t) => {
	const change = { section: 'Done', completed: true, costUsd: 0.15, reason: null };
	const expecting = request({ expectSection: 'Merging', change });
	const raised = { custom_fields: { 'field costUsd': 0.15 } };
	const at = (number: number): Partial<BoardTask> => ({
		fields: [{ gid: 'field costUsd', enumName: null, number, text: null }],
	});
	t.like(planWrite(expecting, task('Drafts'), map), { kind: 'refuse', update: raised });
	t.like(planWrite(expecting, task('Drafts', at(0.14)), map), { kind: 'refuse', update: raised });
	t.like(planWrite(expecting, task('Done', { ...at(0.14), completed: true }), map), { update: raised });
	t.like(planWrite(expecting, task('Drafts', at(0.15)), map), { kind: 'refuse', update: null });
	// Given again after a later one was carried out.
	t.like(planWrite(expecting, task('Drafts', at(0.16)), map), { kind: 'refuse', update: null });
	t.like(planWrite(expecting, task('Drafts'), mapFields([], [])), { kind: 'refuse', update: null });
});

test('after an attempt of unknown fate, finding its own move is no reason to refuse', (t) => {
	const again = request({
		expectSection: 'Merging',
		change: { section: 'Done', completed: true },
		tried: true,
	});
	t.deepEqual(planWrite(again, task('Done'), map), {
		kind: 'write',
		moveTo: null,
		update: { completed: true },
	});
	t.deepEqual(planWrite(again, task('Done', { completed: true }), map), {
		kind: 'write',
		moveTo: null,
		update: null,
	});
	t.is(planWrite(again, task('Drafts'), map).kind, 'refuse');
});

test('fields become gids, and all of them one update', (t) => {
	const change = {
		section: 'Planning',
		agent: 'Planner',
		costUsd: 0.12345,
		sessionId: null,
		reason: 'x'.repeat(2_000),
	};
	const plan = planWrite(request({ change }), task('Ready Queue'), map);
	t.like(plan, { kind: 'write', moveTo: 'section Planning' });
	if (plan.kind !== 'write') return;
	t.like(plan.update?.custom_fields, { 'field agent': 'option Planner', 'field costUsd': 0.1235 });
	t.false('field sessionId' in (plan.update?.custom_fields ?? {}));
	t.is(String(plan.update?.custom_fields?.['field reason']).length, 1_024);
});

test('a field the project lacks is left out; a section or option it lacks makes the write impossible', (t) => {
	const bare = mapFields([], []);
	t.deepEqual(planWrite(request({ change: { agent: 'Planner' } }), task('x'), bare), {
		kind: 'write',
		moveTo: null,
		update: null,
	});
	t.is(planWrite(request({ change: { section: 'Done' } }), task('x'), bare).kind, 'impossible');
	t.is(planWrite(request({ change: { agent: 'Cook' } }), task('x'), map).kind, 'impossible');
});

test('planning again after the plan was carried out leaves nothing to write', (t) => {
	const changes = fc.record(
		{
			section: fc.constantFrom(...sections),
			completed: fc.boolean(),
			agent: fc.constantFrom(null, ...customFields.agent.options),
			swarmStatus: fc.constantFrom(...customFields.swarmStatus.options),
			sessionId: fc.option(fc.string({ maxLength: 3_000 }), { nil: null }),
			costUsd: fc.double({ min: 0, max: 1_000, noNaN: true }),
			reason: fc.option(fc.string(), { nil: null }),
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(changes, fc.constantFrom(...sections), (change, section) => {
			const plan = planWrite(request({ change }), task(section), map);
			if (plan.kind !== 'write') return t.fail();
			const values = Object.entries(plan.update?.custom_fields ?? {});
			const after = task(plan.moveTo?.replace('section ', '') ?? section, {
				completed: plan.update?.completed ?? false,
				fields: values.map(([gid, value]) => ({
					gid,
					enumName: typeof value === 'string' ? value.replace('option ', '') : null,
					number: typeof value === 'number' ? value : null,
					text: typeof value === 'string' ? value : null,
				})),
			});
			t.deepEqual(planWrite(request({ change }), after, map), { kind: 'write', moveTo: null, update: null });
		}),
	);
});

test('gaps name exactly what is missing', (t) => {
	t.deepEqual(findGaps(map), { sections: [], fields: [], options: [] });
	const partial = mapFields(
		[{ gid: '1', name: 'Drafts' }],
		[
			{ gid: '2', name: 'Aegis Agent', type: 'enum', options: [{ gid: '3', name: 'Triage', enabled: true }] },
			{ gid: '4', name: 'Cost', type: 'text', options: [] },
		],
	);
	const gaps = findGaps(partial);
	t.is(gaps.sections.length, sections.length - 1);
	t.false(gaps.fields.includes('agent'));
	t.true(gaps.fields.includes('costUsd'));
	t.is(gaps.options.length, customFields.agent.options.length - 1);
});
