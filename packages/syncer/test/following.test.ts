import test from 'ava';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';
import { until } from './helpers/until.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

test.serial('the set-up makes the project whole, and a second time does nothing', async (t) => {
	await using world = await World.open(site, { setUp: false });
	const first = (await world.setUp()) as { sections: string[]; fields: string[]; skipped: string | null };
	t.is(first.sections.length, 8);
	t.is(first.fields.length, 8);
	t.is(first.skipped, null);
	t.deepEqual(await world.setUp(), { sections: [], fields: [], options: [], skipped: null });
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
