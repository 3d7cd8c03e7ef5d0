import test from 'ava';
import { customFields } from '@aegis/shared/domain';
import type { BoardField } from '../../src/core/board-task.ts';
import { findGuardProblem, mapFields } from '../../src/core/field-map.ts';

const fields = Object.values(customFields).map(({ name, type }, index): BoardField => ({
	gid: String(index),
	name,
	type,
	options: [],
}));

test('a project with its guards has no problem, and neither has one that can have no fields', (t) => {
	t.is(findGuardProblem(mapFields([], fields)), null);
	t.is(findGuardProblem(mapFields([], null)), null);
	const others = fields.filter(({ name }) => name !== 'Reason' && name !== 'Cost');
	t.is(findGuardProblem(mapFields([], others)), null, 'what guards nothing');
});

test('a guard that is renamed, removed or of another type is named', (t) => {
	for (const name of ['Agent', 'Max Cost', 'Merge Approval']) {
		const changed = (change: Partial<BoardField>): string | null =>
			findGuardProblem(
				mapFields(
					[],
					fields.map((field) => (field.name === name ? { ...field, ...change } : field)),
				),
			);
		for (const problem of [changed({ name: 'Other' }), changed({ type: 'people' })])
			t.regex(problem ?? '', new RegExp(`no field ${name}`));
	}
});
