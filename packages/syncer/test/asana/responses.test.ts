import test from 'ava';
import { Attachment, Event, Story, Task } from '../../src/asana/responses.ts';

const gid = '98765432109876543210987';

test('a card that says only what it must is a card', (t) => {
	const bare = Task.parse({ gid, completed: false, memberships: [] });
	t.like(bare, { gid, name: '', notes: '', subtaskCount: null, assigneeGid: null, fields: [], tags: [] });
	const nulls = {
		name: null,
		tags: null,
		custom_fields: null,
		dependencies: null,
		assignee: null,
		parent: null,
	};
	t.deepEqual(
		Task.parse({ ...nulls, gid, completed: false, memberships: [], num_subtasks: null, new: {} }),
		bare,
	);
});

test('a place without a section, or in a project that is not shown, is no obstacle', (t) => {
	const memberships = [{ project: { gid }, section: null }, { project: null }, {}];
	const task = Task.parse({ gid, completed: false, memberships });
	t.deepEqual(
		task.memberships.map((one) => [one.projectGid, one.sectionGid]),
		[
			[gid, null],
			['', null],
			['', null],
		],
	);
});

test('a number may come as a text, and what is none is no number', (t) => {
	const values = [1.5, '1.5', null, 'much'].map((value) => ({ gid, number_value: value }));
	const { fields } = Task.parse({ gid, completed: false, memberships: [], custom_fields: values });
	t.deepEqual(
		fields.map((field) => field.number),
		[1.5, 1.5, null, null],
	);
});

test('a story tells a move, a choice or a file by its fields; of other kinds it is only a story', (t) => {
	const story = (resource_subtype: string, extra: object = {}) =>
		Story.parse({ gid, resource_subtype, ...extra }).change;
	const section = { gid: '1', name: 'Review' };
	t.deepEqual(story('section_changed', { new_section: section }), { kind: 'moved', from: null, to: section });
	t.deepEqual(story('added_to_project', { project: { gid: '2' } }), { kind: 'added', projectGid: '2' });
	t.deepEqual(story('enum_custom_field_changed', { custom_field: { gid: '3' }, new_enum_value: null }), {
		kind: 'chosen',
		fieldGid: '3',
		option: null,
	});
	t.deepEqual(story('attachment_added'), { kind: 'attached' });
	for (const kind of ['hologram_projected', 'added_to_project', 'enum_custom_field_changed'])
		t.is(story(kind), null);
});

test('an event of an unknown kind is read, one about nothing is not', (t) => {
	t.true(Event.safeParse({ action: 'teleported', resource: { gid, resource_type: 'hologram' } }).success);
	t.false(Event.safeParse({ action: 'changed', resource: null }).success);
});

test('of an attachment only its name is kept: there is no address to download it from', (t) => {
	for (const address of [
		'http://169.254.169.254/latest/meta-data',
		'http://[::ffff:169.254.169.254]/',
		'http://localhost/',
		'file:///etc/passwd',
	]) {
		const told = {
			gid,
			name: '../../x.svg',
			download_url: address,
			view_url: address,
			permanent_url: address,
		};
		t.is(Attachment.parse({ ...told, size: 2_000_000_000, parent: { gid } }), '../../x.svg');
	}
});
