import test from 'ava';
import { until } from '@aegis/shared/testing';
import { Person } from '../helpers/person.ts';
import { Site } from '../helpers/site.ts';
import { World } from '../helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

test.serial('a card is told with its steps, files, priority, assignee, date and tags', async (t) => {
	await using world = await World.open(site);
	const { person } = world;
	const workspace = site.board.workspaceGid;
	const me = await person.call<{ gid: string }>('GET', '/users/me');
	const priority = await person.call<{ gid: string; enum_options: { gid: string }[] }>(
		'POST',
		'/custom_fields',
		{
			workspace,
			name: `PRIORITY`,
			resource_subtype: 'enum',
			enum_options: [{ name: 'High' }],
		},
	);
	const add = `/projects/${world.projectGid}/addCustomFieldSetting`;
	await person.call('POST', add, { custom_field: priority.gid });
	const cardGid = await world.addCard('whole', 'Ready Queue', { assignee: me.gid, due_on: '2030-05-01' });
	const tag = await person.create('tags', { workspace, name: 'urgent' });
	await person.call('POST', `/tasks/${cardGid}/addTag`, { tag });
	await person.call('PUT', `/tasks/${cardGid}`, {
		custom_fields: { [priority.gid]: priority.enum_options[0]?.gid },
	});
	const step = await person.call<{ gid: string }>('POST', `/tasks/${cardGid}/subtasks`, { name: 'first' });
	const file = { parent: cardGid, resource_subtype: 'external', url: 'https://example.com/a', name: 'a.png' };
	const attachment = await person.create('attachments', file);
	world.startSyncer();
	const seen = await world.heard('card.observed', ({ card }) => card.gid === cardGid);
	t.like(seen.card, {
		priority: 'High',
		assigneeGid: me.gid,
		dueOn: '2030-05-01',
		tags: ['urgent'],
		subtasks: [{ gid: step.gid, name: 'first', completed: false }],
		attachments: ['a.png'],
		movedByGid: me.gid,
	});

	await person.call('PUT', `/tasks/${step.gid}`, { name: 'renamed', completed: true });
	await world.heard('card.observed', ({ card }) => card.subtasks[0]?.name === 'renamed');
	await person.call('POST', `/tasks/${cardGid}/subtasks`, { name: 'second' });
	await world.heard('card.observed', ({ card }) => card.subtasks.length === 2);
	await person.call('DELETE', `/tasks/${step.gid}`);
	await world.heard('card.observed', ({ card }) => card.subtasks[0]?.name === 'second');
	await person.create('attachments', { ...file, name: 'b.png' });
	await world.heard('card.observed', ({ card }) => card.attachments.length === 2);
	await person.call('DELETE', `/attachments/${attachment}`);
	await world.heard('card.observed', ({ card }) => card.attachments.join() === 'b.png');
	await person.call('PUT', `/tasks/${cardGid}`, { assignee: null });
	await world.heard('card.observed', ({ card }) => card.assigneeGid === null);
});

test.serial(
	"a card is told with what its links lead to, its steps say and people's own fields hold",
	async (t) => {
		await using world = await World.open(site);
		const { person } = world;
		const workspace = site.board.workspaceGid;
		const field = await person.create('custom_fields', {
			workspace,
			name: 'Customer',
			resource_subtype: 'text',
		});
		await person.call('POST', `/projects/${world.projectGid}/addCustomFieldSetting`, { custom_field: field });
		const html =
			'<body>As <a href="https://example.com/design">drawn</a>.<table><tr><td>a</td><td>b</td></tr></table></body>';
		const cardGid = await world.addCard('rich', 'Ready Queue', {
			html_notes: html,
			custom_fields: { [field]: 'ACME' },
		});
		const step = await person.call<{ gid: string }>('POST', `/tasks/${cardGid}/subtasks`, {
			name: 'first',
			notes: 'by hand',
		});
		world.startSyncer();
		const { card } = await world.heard('card.observed', ({ card }) => card.gid === cardGid);
		t.is(card.richNotes, 'As drawn (https://example.com/design).\n| a | b |');
		t.deepEqual(card.otherFields, [{ name: 'Customer', value: 'ACME' }]);
		t.deepEqual(card.subtasks, [{ gid: step.gid, name: 'first', completed: false, notes: 'by hand' }]);

		await person.call('PUT', `/tasks/${step.gid}`, { notes: 'by machine' });
		await world.heard('card.observed', ({ card }) => card.subtasks[0]?.notes === 'by machine');
		await person.call('PUT', `/tasks/${cardGid}`, { notes: 'As said.' });
		await world.heard(
			'card.observed',
			({ card }) => card.notes === 'As said.' && card.richNotes === undefined,
		);
	},
);

test.serial('a column spelled in another way is that column, and a milestone is told as one', async (t) => {
	await using world = await World.open(site);
	const { person } = world;
	await person.call('PUT', `/sections/${world.sectionGid('Ready Queue')}`, { name: '🚀 ready  queue' });
	const cardGid = await world.addCard('loose', 'Ready Queue', { resource_subtype: 'milestone' });
	world.startSyncer();
	const { card } = await world.heard('card.observed', ({ card }) => card.gid === cardGid);
	t.is(card.section, 'Ready Queue');
	t.is(card.kind, 'milestone');
	const { detail = '' } = await world.heard('project.status', ({ state }) => state === 'ok');
	t.notRegex(detail, /Ready Queue/);
});

test.serial('who moved a card and who approved it are told by its history', async (t) => {
	await using world = await World.open(site);
	const bot = new Person(site.board.apiUrl, site.board.botToken);
	const [me, robot] = await Promise.all(
		[world.person, bot].map((one) => one.call<{ gid: string }>('GET', '/users/me')),
	);
	const cardGid = await world.addCard('moved', 'Drafts');
	world.startSyncer();
	await world.heard('project.synced');
	await world.move(cardGid, 'Merging');
	const moved = await world.heard('card.observed', ({ card }) => card.section === 'Merging');
	t.is(moved.card.movedByGid, me?.gid ?? '');
	t.is(moved.card.approvedByGid, null);

	const choose = async (who: Person, option: string): Promise<void> => {
		const { gid, enum_options: options } = await world.field('Merge Approval');
		const value = options.find(({ name }) => name === option)?.gid;
		await who.call('PUT', `/tasks/${cardGid}`, { custom_fields: { [gid]: value } });
	};
	await choose(bot, 'Approved');
	const approved = await world.heard('card.observed', ({ card }) => card.mergeApproval === 'Approved');
	t.is(approved.card.approvedByGid, robot?.gid ?? '');
	await choose(bot, 'Manual Check');
	await choose(world.person, 'Approved');
	await world.heard('card.observed', ({ card }) => card.approvedByGid === me?.gid);
	await bot.call('POST', `/sections/${world.sectionGid('Review')}/addTask`, { task: cardGid });
	await world.heard(
		'card.observed',
		({ card }) => card.section === 'Review' && card.movedByGid === robot?.gid,
	);
});

test.serial(
	'taken away and put back between two polls, the card is told elsewhere and then back',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('flicker', 'In Progress');
		world.startSyncer({ AEGIS_POLL_SECONDS: '600' });
		await world.heard('project.status', ({ state }) => state === 'ok');
		const from = world.told.length;
		await world.move(cardGid, 'Drafts');
		await world.move(cardGid, 'In Progress');
		await world.wake();
		await world.heard('card.observed', ({ card }) => card.section === 'In Progress', from);
		const seen = world.told.slice(from).filter((message) => message.type === 'card.observed');
		t.deepEqual(
			seen.map(({ card }) => card.section),
			['Drafts', 'In Progress'],
		);
	},
);

for (const whose of ['botToken', 'personToken'] as const) {
	test.serial(`our own moves there and back are no person's, with the ${whose}`, async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer({ AEGIS_POLL_SECONDS: '600', ASANA_ACCESS_TOKEN: site.board[whose] });
		await world.heard('project.status', ({ state }) => state === 'ok');
		const from = world.told.length;
		const places = ['In Progress', 'Ready Queue', 'In Progress'] as const;
		for (const [index, section] of places.entries())
			await world.apply({ cardGid, seq: index + 1, change: { section } });
		await world.heard('card.applied', ({ seq }) => seq === 3);
		await world.wake();
		await world.heard('card.observed', ({ card }) => card.gid === cardGid, from);
		const sections = (): (string | null)[] =>
			world.told.slice(from).flatMap((one) => (one.type === 'card.observed' ? [one.card.section] : []));
		t.false(sections().includes('Ready Queue'), JSON.stringify(sections()));

		// The same account, by a person's hand.
		const hand = new Person(site.board.apiUrl, site.board[whose]);
		for (const section of ['Drafts', 'In Progress'])
			await hand.call('POST', `/sections/${world.sectionGid(section)}/addTask`, { task: cardGid });
		await world.wake();
		await until('the way there is told', () => sections().includes('Drafts'));
		await until('the way back is told', () => sections().at(-1) === 'In Progress');
	});
}

test.serial('a drag within a section is told as a new rank of that card alone', async (t) => {
	await using world = await World.open(site);
	const gids: string[] = [];
	// New cards go to the end of a section, so that their order is that of their making.
	for (const name of ['a', 'b', 'c']) gids.push(await world.addCard(name));
	world.startSyncer();
	await world.heard('project.status', ({ state }) => state === 'ok');
	const order = (): string[] => {
		const ranks = new Map<string, { name: string; rank: number }>();
		for (const message of world.told)
			if (message.type === 'card.observed')
				ranks.set(message.card.gid, { name: message.card.name, rank: message.card.rank ?? Infinity });
		return [...ranks.values()].toSorted((a, b) => a.rank - b.rank).map(({ name }) => name);
	};
	const ready = `/sections/${world.sectionGid('Ready Queue')}/addTask`;
	const listed = await world.person.call<{ name: string; gid: string }[]>(
		'GET',
		`/tasks?section=${world.sectionGid('Ready Queue')}`,
	);
	t.deepEqual(
		order(),
		listed.map(({ name }) => name),
	);
	const [first, , last] = listed;
	const from = world.told.length;
	await world.person.call('POST', ready, { task: first?.gid, insert_after: last?.gid });
	await until('the new order is told', () => order().at(-1) === first?.name);
	const news = world.told.slice(from).filter((message) => message.type === 'card.observed');
	t.deepEqual([...new Set(news.map(({ card }) => card.gid))], [first?.gid]);

	const draft = await world.addCard('d', 'Drafts');
	await world.move(draft, 'Ready Queue');
	await until('the newcomer is first', () => order()[0] === 'd');
});

test.serial('ten moved cards are at most twelve requests', async (t) => {
	await using world = await World.open(site);
	const cards: string[] = [];
	for (let index = 0; index < 10; index++) cards.push(await world.addCard(`card ${index}`, 'Drafts'));
	world.startSyncer({ AEGIS_POLL_SECONDS: '600' });
	await world.heard('project.synced');
	await world.heard('project.status');
	for (const cardGid of cards) await world.move(cardGid, 'Ready Queue');
	const before = world.proxy.seen.length;
	await world.wake();
	await until('all ten are told', () => {
		const moved = world.told.filter((one) => one.type === 'card.observed' && one.card.movedByGid !== null);
		return moved.length === 10;
	});
	const requests = world.proxy.seen.slice(before);
	t.log(`${requests.length} requests`);
	t.true(requests.length <= 12, JSON.stringify(requests));
});
