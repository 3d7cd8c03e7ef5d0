import test from 'ava';
import * as fc from 'fast-check';
import { backoff } from '../../src/core/backoff.ts';
import { displayNumber, roundTo } from '../../src/core/display-value.ts';
import { collapseEvents } from '../../src/core/event-window.ts';
import { parseFields } from '../../src/core/field-tree.ts';
import { between } from '../../src/core/position.ts';
import { passesFilters } from '../../src/core/webhook-filter.ts';

test('fields are read from commas, repetitions and dots', (t) => {
	const tree = parseFields(['name,memberships.section.name', 'this.assignee', 'memberships.project']);
	t.deepEqual([...(tree?.keys() ?? [])], ['name', 'memberships', 'assignee']);
	t.deepEqual([...(tree?.get('memberships')?.keys() ?? [])], ['section', 'project']);
	t.is(tree?.get('memberships')?.get('section')?.size, 1);
	t.is(parseFields(''), undefined);
	t.is(parseFields(undefined), undefined);
});

test('a position between two others is between them or there is none', (t) => {
	const number = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
	t.notThrows(() => {
		fc.assert(
			fc.property(number, number, (a, b) => {
				fc.pre(a < b);
				const middle = between(a, b);
				return middle === undefined || (a < middle && middle < b);
			}),
		);
	});
	t.is(between(undefined, undefined), 0);
});

test('numbers are shown with their precision and unit', (t) => {
	const plain = {
		precision: 2,
		format: 'none',
		currencyCode: null,
		customLabel: null,
		customLabelPosition: null,
	};
	t.is(displayNumber(1.5, plain), '1.50');
	t.is(displayNumber(1.5, { ...plain, format: 'currency', currencyCode: 'USD' }), '$1.50');
	t.is(displayNumber(1.5, { ...plain, format: 'currency', currencyCode: 'CHF' }), '1.50 CHF');
	t.is(displayNumber(0.5, { ...plain, format: 'percentage' }), '50%');
	t.is(
		displayNumber(3, {
			...plain,
			precision: 0,
			format: 'custom',
			customLabel: 'h',
			customLabelPosition: 'suffix',
		}),
		'3h',
	);
	t.is(roundTo(1.239, 2), 1.24);
});

test('the same news about a resource is told once', (t) => {
	const event = { user: '1', resource: '2', parent: null, action: 'changed', change: 'name' };
	const other = { ...event, change: 'notes' };
	t.deepEqual(collapseEvents([event, event]), [event]);
	t.deepEqual(collapseEvents([event, other, event]), [event, other, event]);
	const added = { ...event, action: 'added' };
	t.deepEqual(collapseEvents([added, added]), [added, added]);
});

test('a filter lets through what it names', (t) => {
	const event = { resourceType: 'task', resourceSubtype: 'default_task', action: 'changed', field: 'name' };
	t.true(passesFilters(event, []));
	t.true(
		passesFilters(event, [
			{ resource_type: 'story' },
			{ resource_type: 'task', action: 'changed', fields: ['name'] },
		]),
	);
	t.false(passesFilters(event, [{ resource_type: 'task', fields: ['notes'] }]));
	t.false(passesFilters(event, [{ resource_type: 'task', action: 'added' }]));
	t.false(passesFilters(event, [{ resource_type: 'task', resource_subtype: 'milestone' }]));
});

test('retries wait longer each time, an hour at most', (t) => {
	t.deepEqual([1, 2, 3, 30].map(backoff), [1000, 2000, 4000, 3_600_000]);
});
