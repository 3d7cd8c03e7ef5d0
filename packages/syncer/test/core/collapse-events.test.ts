import test from 'ava';
import * as fc from 'fast-check';
import type { BoardEvent } from '../../src/core/board-task.ts';
import { collapseEvents } from '../../src/core/collapse-events.ts';

function event(
	type: string,
	gid: string,
	extra: Partial<BoardEvent> & { subtype?: string } = {},
): BoardEvent {
	return {
		action: 'changed',
		createdAt: null,
		parent: null,
		resource: { gid, type, subtype: extra.subtype ?? null },
		...extra,
	};
}
const card = { gid: 'c1', type: 'task', subtype: null };

test('a move told twice, as card and as story, is one card to read', (t) => {
	const changes = collapseEvents([
		event('task', 'c1', { action: 'added', parent: { gid: 's', type: 'section', subtype: null } }),
		event('story', 'st1', { action: 'added', parent: card, subtype: 'section_changed' }),
	]);
	t.deepEqual([...changes.cards], [['c1', new Set(['moves'])]]);
	t.deepEqual(changes.placedIn, new Set(['s']));
});

test('a comment asks for the comments of its card; without a subtype any story might be one', (t) => {
	const topicsOf = (subtype: string | undefined) =>
		collapseEvents([
			event('story', 'st1', { parent: card, ...(subtype === undefined ? {} : { subtype }) }),
		]).cards.get('c1');
	t.deepEqual(topicsOf('comment_added'), new Set(['comments']));
	t.true(topicsOf(undefined)?.has('comments'));
	t.deepEqual(topicsOf('enum_custom_field_changed'), new Set(['choices']));
	t.deepEqual(topicsOf('due_date_changed'), new Set());
	t.deepEqual(topicsOf('a_kind_of_tomorrow'), new Set());
});

test('a step and an attachment ask for those of their card', (t) => {
	const changes = collapseEvents([
		event('task', 'step', { action: 'added', parent: card }),
		event('attachment', 'a', { action: 'deleted', parent: card }),
		event('attachment', 'b', { action: 'deleted' }),
	]);
	t.deepEqual(changes.cards.get('c1'), new Set(['subtasks', 'attachments']));
	t.deepEqual([...changes.cards.keys()], ['step', 'c1']);
	t.true(changes.attachments);
});

test('a deleted comment names no card: its story must tell', (t) => {
	t.deepEqual(collapseEvents([event('story', 'st1', { action: 'deleted' })]).stories, ['st1']);
});

test('columns and settings are marked apart, and the earliest time is kept', (t) => {
	const changes = collapseEvents([
		event('section', 's', { createdAt: '2026-01-02T00:00:00.000Z' }),
		event('project', 'p', { createdAt: '2026-01-01T00:00:00.000Z' }),
	]);
	t.true(changes.sections);
	t.true(changes.settings);
	t.is(changes.since, Date.UTC(2026, 0, 1));
});

test('neither order nor repetition of events changes what is read', (t) => {
	const some = fc.record({
		action: fc.constantFrom('added', 'changed', 'removed', 'deleted'),
		createdAt: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z'),
		resource: fc.record({
			gid: fc.constantFrom('1', '2', '3'),
			type: fc.constantFrom('task', 'story', 'section', 'tag'),
			subtype: fc.constantFrom(null, 'comment_added', 'section_changed'),
		}),
		parent: fc.constantFrom(null, card, { gid: 's', type: 'section', subtype: null }),
	});
	fc.assert(
		fc.property(fc.array(some), fc.array(fc.nat(), { maxLength: 10 }), (events, repeats) => {
			const again = repeats
				.map((at) => events[at % Math.max(1, events.length)])
				.filter((one) => one !== undefined);
			const mixed = [...again, ...events.toReversed()];
			const sorted = (list: BoardEvent[]) => {
				const { cards, stories, placedIn, due, deleted, ...rest } = collapseEvents(list);
				const topics = [...cards].map(([gid, of]) => [gid, ...[...of].sort()].join());
				return {
					...rest,
					cards: topics.sort(),
					placedIn: [...placedIn].sort(),
					due: [...due]
						.map(([gid, of]) => [gid, of.record, of.story, ...of.stories.toSorted()].join())
						.sort(),
					deleted: [...deleted].sort(),
					stories: stories.toSorted(),
				};
			};
			t.deepEqual(sorted(mixed), sorted(events));
		}),
	);
});
