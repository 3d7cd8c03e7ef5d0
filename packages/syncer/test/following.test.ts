import test from 'ava';
import { until } from '@aegis/shared/testing';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

test.serial('the set-up makes the project whole, and a second time does nothing', async (t) => {
	await using world = await World.open(site, { setUp: false });
	const first = await world.setUp();
	t.is(first.steps.length, 16);
	t.is(first.skipped, null);
	t.deepEqual((await world.setUp()).steps, []);
	t.deepEqual([...world.sections.keys()].slice(0, 8), [
		'Drafts',
		'Clarification Needed',
		'Planning',
		'Ready Queue',
		'In Progress',
		'Review',
		'Merging',
		'Done',
	]);
});

test.serial('a start reads everything, a move is told, an idle poll is one request', async (t) => {
	await using world = await World.open(site);
	for (let index = 0; index < 5; index++) await world.addCard(`card ${index}`, 'Drafts');
	const cardGid = await world.addCard('moved');
	world.startSyncer();
	const synced = await world.heard('project.synced');
	t.is(synced.cardGids.length, 6);
	await world.heard('card.observed', (message) => message.card.gid === cardGid && message.card.rank !== null);
	await world.heard('project.status', (message) => message.state === 'ok');

	await world.move(cardGid, 'Planning');
	const moved = await world.heard('card.observed', (message) => message.card.section === 'Planning');
	t.is(moved.card.gid, cardGid);
	t.is(moved.appliedSeq, 0);

	const before = world.proxy.seen.length;
	await until('ten idle polls have passed', () => world.proxy.seen.length >= before + 10);
	const idle = world.proxy.seen.slice(before + 1);
	t.true(
		idle.every((seen) => seen.method === 'GET' && seen.path.includes('/events?')),
		JSON.stringify(idle),
	);
});

test.serial('a wake means a poll at once, and ten changed cards are few requests', async (t) => {
	await using world = await World.open(site);
	const cards: string[] = [];
	for (let index = 0; index < 10; index++) cards.push(await world.addCard(`card ${index}`));
	world.startSyncer({ AEGIS_POLL_SECONDS: '600' });
	await world.heard('project.synced');
	await world.heard('project.status');

	for (const cardGid of cards) await world.person.call('PUT', `/tasks/${cardGid}`, { notes: 'changed' });
	const before = world.proxy.seen.length;
	await world.redis.publish(world.keys.wake(world.projectGid), '');
	await until('all ten are told', () => {
		const changed = world.told.filter((one) => one.type === 'card.observed' && one.card.notes === 'changed');
		return changed.length === 10;
	});
	const requests = world.proxy.seen.slice(before);
	t.log(`${requests.length} requests`);
	t.true(requests.length <= 12, JSON.stringify(requests));
});

test.serial('a project that lacks its schema is followed, and says what to do', async (t) => {
	await using world = await World.open(site, { setUp: false });
	world.startSyncer();
	const status = await world.heard('project.status');
	t.is(status.state, 'degraded');
	t.regex(status.detail ?? '', /lacks sections Drafts.*fields Agent.*aegis asana sync-schema/);
});

test.serial('wrong set-up ends with one sentence, its fix, and the exit code for it', async (t) => {
	await using world = await World.open(site, { setUp: false });
	const cases = [
		{ env: { ASANA_ACCESS_TOKEN: '' }, code: 4, says: 'ASANA_TOKEN_MISSING' },
		{ env: { REDIS_URL: '' }, code: 4, says: 'REDIS_MISSING' },
		{ env: { AEGIS_HOME: `${world.home}/none` }, code: 2, says: 'PROJECT_UNKNOWN' },
		{ env: { AEGIS_POLL_SECONDS: 'often' }, code: 2, says: 'CONFIG_INVALID' },
	];
	for (const { env, code, says } of cases) {
		const syncer = world.startSyncer(env);
		t.is(await syncer.exited, code);
		const words = await until(says, () => syncer.lines.find((line) => line.includes(says)));
		t.truthy((JSON.parse(words) as { fix?: string }).fix);
	}
});

test.serial('a token that is not accepted is said and waited for', async (t) => {
	await using world = await World.open(site);
	world.startSyncer({ ASANA_ACCESS_TOKEN: 'nobody' });
	const status = await world.heard('project.status');
	t.is(status.state, 'degraded');
	t.regex(status.detail ?? '', /does not accept the access token/);
});
