import test from 'ava';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

test.serial('a person writes a comment: it is in the snapshot, and not own', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('talk');
	world.startSyncer();
	await world.heard('project.synced');
	await world.person.call('POST', `/tasks/${cardGid}/stories`, { text: 'Which port?' });
	const seen = await world.heard('card.observed', (message) => message.card.comments.length > 0);
	t.is(seen.card.comments[0]?.text, 'Which port?');
	t.false(seen.card.comments[0]?.own);
});

test.serial('dependencies are told with whether they are completed', async (t) => {
	await using world = await World.open(site);
	const first = await world.addCard('first');
	const second = await world.addCard('second');
	await world.person.call('POST', `/tasks/${second}/addDependencies`, { dependencies: [first] });
	world.startSyncer();
	const before = await world.heard('card.observed', (message) => message.card.gid === second);
	t.deepEqual(before.card.dependencies, [{ gid: first, completed: false }]);

	await world.person.call('PUT', `/tasks/${first}`, { completed: true });
	await world.heard('card.observed', (message) => message.card.gid === first && message.card.completed);
	await world.person.call('PUT', `/tasks/${second}`, { notes: 'now' });
	const after = await world.heard('card.observed', (message) => message.card.notes === 'now');
	t.deepEqual(after.card.dependencies, [{ gid: first, completed: true }]);
});

test.serial('a deleted card and one taken out of the project are gone', async (t) => {
	await using world = await World.open(site);
	const deleted = await world.addCard('deleted');
	const removed = await world.addCard('removed');
	world.startSyncer();
	await world.heard('project.synced');
	await world.person.call('DELETE', `/tasks/${deleted}`);
	await world.person.call('POST', `/tasks/${removed}/removeProject`, { project: world.projectGid });
	await world.heard('card.gone', (message) => message.cardGid === deleted);
	await world.heard('card.gone', (message) => message.cardGid === removed);
	t.pass();
});

test.serial(
	'an expired events token loses nothing: moves, comments and deletions made meanwhile are told',
	async (t) => {
		await using world = await World.open(site);
		const moved = await world.addCard('moved');
		const talked = await world.addCard('talked');
		const deleted = await world.addCard('deleted');
		const syncer = world.startSyncer();
		await world.heard('project.synced');
		syncer.kill('SIGKILL');
		await syncer.exited;

		const from = world.told.length;
		await world.move(moved, 'Review');
		await world.person.call('POST', `/tasks/${talked}/stories`, { text: 'hello' });
		await world.person.call('DELETE', `/tasks/${deleted}`);
		await site.fault({ expireTokens: true });
		world.startSyncer();
		const synced = await world.heard('project.synced', () => true, from);
		t.deepEqual(synced.cardGids.toSorted(), [moved, talked].toSorted());
		const news = world.told.slice(from);
		t.true(news.some((message) => message.type === 'card.observed' && message.card.section === 'Review'));
		t.true(
			news.some((message) => message.type === 'card.observed' && message.card.comments[0]?.text === 'hello'),
		);
		t.true(news.some((message) => message.type === 'card.gone' && message.cardGid === deleted));
	},
);

test.serial('a restart without news reads no card and tells no card', async (t) => {
	await using world = await World.open(site);
	await world.addCard('quiet');
	const syncer = world.startSyncer();
	await world.heard('project.synced');
	await world.heard('project.status');
	syncer.kill('SIGTERM');
	t.is(await syncer.exited, 0);
	const from = world.told.length;
	const requests = world.proxy.seen.length;
	world.startSyncer();
	await world.heard('project.status', () => true, from);
	t.false(world.told.slice(from).some((message) => message.type === 'card.observed'));
	t.false(world.proxy.seen.slice(requests).some((seen) => seen.path.includes('/tasks')));
});

test.serial('a wiped Redis and an asked resync tell everything again', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('kept');
	world.startSyncer();
	await world.heard('project.synced');

	const beforeWipe = world.told.length;
	await world.redis.flushall();
	await world.heard('project.synced', () => true, beforeWipe);
	await world.heard('card.observed', (message) => message.card.gid === cardGid, beforeWipe);

	const beforeResync = world.told.length;
	await world.tell({ type: 'project.resync', projectGid: world.projectGid } as { type: string });
	await world.heard('project.synced', () => true, beforeResync);
	await world.heard('card.observed', (message) => message.card.gid === cardGid, beforeResync);
	t.is(await world.redis.xlen(world.keys.deadLetters()), 0);
});

test.serial('a board that fails is followed again, and its state is told', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('card');
	world.startSyncer();
	await world.heard('project.status', (message) => message.state === 'ok');
	await site.fault({ path: '/events', status: 503, times: 3 });
	const degraded = await world.heard('project.status', (message) => message.state === 'degraded');
	t.regex(degraded.detail ?? '', /does not answer/);
	const from = world.told.length;
	await world.move(cardGid, 'Review');
	await world.heard('card.observed', (message) => message.card.section === 'Review', from);
	await world.heard('project.status', (message) => message.state === 'ok', from);
});
