import test from 'ava';
import type { BoardComment } from '@aegis/shared/domain';
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

const comment: BoardComment = { ref: 'run-1.1', persona: 'Triage', headline: 'Ready.', facts: [], body: '' };

/** Commands that wait while no syncer runs: values, the comment, and the move at the end. */
async function queueCommands(world: World, cardGid: string): Promise<void> {
	const base = { cardGid, expectSection: 'Ready Queue' };
	await world.apply({ ...base, seq: 1, change: { swarmStatus: 'Running', reason: 'one' } });
	await world.apply({ ...base, seq: 2, change: { costUsd: 0.5, reason: 'two' }, comment });
	await world.apply({ ...base, seq: 3, change: { costUsd: 0.7, swarmStatus: 'Running' } });
	await world.apply({ ...base, seq: 4, change: { section: 'Review', reason: null } });
}

function answersOf(world: World): readonly string[] {
	return world.told.flatMap((message) =>
		message.type === 'card.applied' ? [`${message.seq} ${message.outcome}`] : [],
	);
}

const allApplied = ['1 applied', '2 applied', '3 applied', '4 applied'];

test.serial('commands that wait together are one look, one move, one update and one comment', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	await queueCommands(world, cardGid);
	world.startSyncer();
	const last = await world.heard('card.applied', (message) => message.seq === 4);
	t.deepEqual(answersOf(world), allApplied);
	t.like(last.card, { section: 'Review', swarmStatus: 'Running', costUsd: 0.7, reason: null });
	const writes = world.proxy.seen.filter(({ method }) => method !== 'GET').map(({ method }) => method);
	t.deepEqual(writes.toSorted(), ['POST', 'POST', 'PUT']);
	t.is((await world.person.comments(cardGid)).length, 1);
});

test.serial('what the board does not take together is tried one by one', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	const base = { cardGid, expectSection: null };
	await world.apply({ ...base, seq: 1, change: { costUsd: 1 }, comment });
	await world.apply({ ...base, seq: 2, change: { reason: 'two' } });
	await site.fault({ method: 'PUT', status: 400, times: 2 });
	world.startSyncer();
	const last = await world.heard('card.applied', (message) => message.seq === 2);
	t.deepEqual(answersOf(world), ['1 failed', '2 applied']);
	t.like(last.card, { costUsd: null, reason: 'two' });
	t.is((await world.person.comments(cardGid)).length, 1);
});

test.serial(
	'killed after the board took them, each is answered as done, and nothing is done twice',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		await queueCommands(world, cardGid);
		const syncer = world.startSyncer();
		let killed = false;
		world.proxy.onAnswered = (seen) => {
			if (seen.method !== 'PUT' || killed) return 'pass';
			killed = true;
			syncer.kill('SIGKILL');
			return 'drop';
		};
		await until('the board took the update', () => killed);
		await syncer.exited;
		world.startSyncer();
		await world.heard('card.applied', (message) => message.seq === 4);
		t.deepEqual(answersOf(world), allApplied);
		t.is(await world.person.sectionOf(cardGid), 'Review');
		t.is((await world.person.comments(cardGid)).length, 1);
	},
);
