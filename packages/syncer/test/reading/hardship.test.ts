import test from 'ava';
import { until } from '@aegis/shared/testing';
import { Site } from '../helpers/site.ts';
import { World } from '../helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

test.serial('a card of another project that is completed frees the card that waits for it', async (t) => {
	await using world = await World.open(site);
	const elsewhere = await world.person.create('projects', { name: 'Q', workspace: site.board.workspaceGid });
	const first = await world.person.create('tasks', { name: 'first', projects: [elsewhere] });
	const second = await world.addCard('second');
	await world.person.call('POST', `/tasks/${second}/addDependencies`, { dependencies: [first] });
	const syncer = world.startSyncer();
	const before = await world.heard('card.observed', ({ card }) => card.gid === second);
	t.deepEqual(before.card.dependencies, [{ gid: first, completed: false }]);
	await world.person.call('PUT', `/tasks/${first}`, { completed: true });
	await world.heard('card.observed', ({ card }) => card.dependencies[0]?.completed === true);

	// A new process has not read the card that waits.
	const third = await world.addCard('third');
	const other = await world.person.create('tasks', { name: 'other', projects: [elsewhere] });
	await world.person.call('POST', `/tasks/${third}/addDependencies`, { dependencies: [other] });
	await world.heard('card.observed', ({ card }) => card.gid === third && card.dependencies.length === 1);
	syncer.kill('SIGTERM');
	await syncer.exited;
	world.startSyncer();
	await world.person.call('PUT', `/tasks/${other}`, { completed: true });
	await world.heard(
		'card.observed',
		({ card }) => card.gid === third && card.dependencies[0]?.completed === true,
	);
});

test.serial('a card in two projects is read by its place in this one', async (t) => {
	await using world = await World.open(site);
	await using other = await World.open(site);
	const cardGid = await world.addCard('both', 'Review');
	await world.person.call('POST', `/tasks/${cardGid}/addProject`, {
		project: other.projectGid,
		section: other.sectionGid('Drafts'),
	});
	world.startSyncer();
	const seen = await world.heard('card.observed', ({ card }) => card.gid === cardGid);
	t.is(seen.card.section, 'Review');
	const from = world.told.length;
	await other.move(cardGid, 'Planning');
	await world.person.call('PUT', `/tasks/${cardGid}`, { notes: 'read after the move' });
	const next = await world.heard('card.observed', () => true, from);
	t.like(next.card, { section: 'Review', notes: 'read after the move' });
	// Leaving the other project is nothing to this one.
	await world.person.call('POST', `/tasks/${cardGid}/removeProject`, { project: other.projectGid });
	await world.person.call('PUT', `/tasks/${cardGid}`, { notes: 'still here' });
	await world.heard('card.observed', ({ card }) => card.notes === 'still here');
	t.false(world.told.some((message) => message.type === 'card.gone'));
});

test.serial('a copy of a card has no session and no cost, whatever was copied', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('original');
	world.startSyncer();
	await world.heard('project.synced');
	await world.apply({ cardGid, seq: 1, change: { sessionId: 's-1', costUsd: 1.5, worktreePath: 'w' } });
	const original = await world.heard('card.applied');
	t.like(original.card, { sessionId: 's-1', costUsd: 1.5 });
	await world.person.call('POST', `/tasks/${cardGid}/duplicate`, { name: 'copy', include: 'projects' });
	const copy = await world.heard('card.observed', ({ card }) => card.name === 'copy');
	t.like(copy.card, { sessionId: null, costUsd: null, section: 'Ready Queue' });
	await world.apply({ cardGid: copy.card.gid, seq: 1, change: { sessionId: 's-2', costUsd: 0.25 } });
	const applied = await world.heard('card.applied', (message) => message.cardGid === copy.card.gid);
	t.like(applied.card, { sessionId: 's-2', costUsd: 0.25 });
});

test.serial(
	'a column or a field that is renamed or taken away is said, and healed when it is back',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work', 'Review');
		world.startSyncer();
		await world.heard('project.status', ({ state }) => state === 'ok');
		await world.person.call('PUT', `/sections/${world.sectionGid('Review')}`, { name: 'Inspection' });
		await world.heard('card.observed', ({ card }) => card.gid === cardGid && card.section === 'Inspection');
		const renamed = await world.heard('project.status', ({ state }) => state === 'degraded');
		t.regex(renamed.detail ?? '', /lacks sections Review/);
		let from = world.told.length;
		await world.person.call('PUT', `/sections/${world.sectionGid('Review')}`, { name: 'Review' });
		await world.heard('card.observed', ({ card }) => card.section === 'Review', from);
		await world.heard('project.status', ({ state }) => state === 'ok', from);

		from = world.told.length;
		const agent = await world.field('Agent');
		const path = `/projects/${world.projectGid}`;
		await world.person.call('POST', `${path}/removeCustomFieldSetting`, { custom_field: agent.gid });
		const less = await world.heard('project.status', ({ state }) => state === 'degraded', from);
		t.regex(less.detail ?? '', /lacks fields Agent/);
		await world.apply({ cardGid, seq: 1, change: { agent: 'Worker', reason: 'r' } });
		const applied = await world.heard('card.applied');
		t.is(applied.outcome, 'applied');
		t.like(applied.card, { agent: null, reason: 'r' });

		from = world.told.length;
		await world.person.call('DELETE', `/sections/${world.sectionGid('Planning')}`);
		await world.heard('project.status', ({ detail }) => /sections Planning/.test(detail ?? ''), from);
		await world.apply({ cardGid, seq: 2, change: { section: 'Planning' } });
		const failed = await world.heard('card.applied', ({ seq }) => seq === 2);
		t.is(failed.outcome, 'failed');
		t.regex(failed.detail ?? '', /no section “Planning”/);
	},
);

test.serial(
	'a project that is archived or deleted is said once; the cards of a deleted one are gone',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer();
		await world.heard('project.status', ({ state }) => state === 'ok');
		await world.person.call('PUT', `/projects/${world.projectGid}`, { archived: true });
		const archived = await world.heard('project.status', ({ state }) => state === 'degraded');
		t.is(archived.detail, 'the project is archived');
		const from = world.told.length;
		await world.person.call('PUT', `/projects/${world.projectGid}`, { archived: false });
		await world.heard('project.status', ({ state }) => state === 'ok', from);
		await world.person.call('DELETE', `/projects/${world.projectGid}`);
		await world.heard('card.gone', (message) => message.cardGid === cardGid);
		const gone = await world.heard('project.status', ({ state }) => state === 'degraded', from);
		t.regex(gone.detail ?? '', /is not on the board any more/);
	},
);

for (const { status, says } of [
	{ status: 401, says: /does not accept the access token/ },
	{ status: 403, says: /refused the request \(403/ },
	{ status: 402, says: /plan does not include/ },
]) {
	test.serial(
		`a ${status} in the middle is said and waited for, and nothing is taken for gone`,
		async (t) => {
			await using world = await World.open(site);
			const cardGid = await world.addCard('work');
			world.startSyncer();
			await world.heard('project.status', ({ state }) => state === 'ok');
			let refusing = true;
			world.proxy.onAnswered = () => (refusing ? { status, body: { errors: [{ message: 'no' }] } } : 'pass');
			await world.move(cardGid, 'Review');
			const refused = await world.heard('project.status', ({ state }) => state === 'degraded');
			t.regex(refused.detail ?? '', says);
			refusing = false;
			await world.heard('card.observed', ({ card }) => card.section === 'Review');
			t.false(world.told.some((message) => message.type === 'card.gone'));
		},
	);
}

test.serial('a card that comes back after it was deleted is told again', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.synced');
	await world.person.call('POST', `/tasks/${cardGid}/removeProject`, { project: world.projectGid });
	await world.heard('card.gone', (message) => message.cardGid === cardGid);
	const from = world.told.length;
	const back = { project: world.projectGid, section: world.sectionGid('Ready Queue') };
	await world.person.call('POST', `/tasks/${cardGid}/addProject`, back);
	const seen = await world.heard('card.observed', ({ card }) => card.gid === cardGid, from);
	t.is(seen.card.section, 'Ready Queue');
	await until('nothing is left to be said', () => world.told.at(-1)?.type !== 'card.gone');
});
