import test from 'ava';
import type { BoardComment } from '@aegis/shared/domain';
import { until } from '@aegis/shared/testing';
import type { Verdict } from './helpers/proxy.ts';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

const comment: BoardComment = {
	ref: 'run-1.1',
	persona: 'Triage',
	headline: 'Clear <enough> & ready.',
	facts: [['Next', 'Planner']],
	body: '1. `one`\n2. two',
};

test.serial(
	'a command sets section, fields and comment, and is answered with the card as it is then',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer();
		await world.heard('project.synced');
		await world.apply({
			cardGid,
			seq: 1,
			expectSection: 'Ready Queue',
			change: {
				section: 'Planning',
				agent: 'Planner',
				swarmStatus: 'Running',
				costUsd: 0.123456,
				sessionId: 's-1',
				mergeApproval: 'Auto-Approve',
				worktreePath: '.aegis/worktrees/x',
				reason: 'Starting',
			},
			comment,
		});
		const applied = await world.heard('card.applied');
		t.is(applied.outcome, 'applied');
		t.is(applied.detail, undefined);
		t.like(applied.card, {
			section: 'Planning',
			agent: 'Planner',
			swarmStatus: 'Running',
			costUsd: 0.1235,
			sessionId: 's-1',
			mergeApproval: 'Auto-Approve',
			reason: 'Starting',
		});
		t.like(applied.card?.comments, [{ own: true }]);
		t.is(await world.person.sectionOf(cardGid), 'Planning');
		const [text] = await world.person.comments(cardGid);
		t.regex(text ?? '', /Triage: Clear <enough> & ready\./);
		t.regex(text ?? '', /aegis:run-1\.1$/);
	},
);

test.serial('commands of one card are carried out in order, a repeated one changes nothing', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.synced');
	for (const seq of [1, 2, 3, 2, 1])
		await world.apply({
			cardGid,
			seq,
			change: { reason: `r${seq}` },
			comment: { ...comment, ref: `c${seq}` },
		});
	await world.heard('card.applied', (message) => message.seq === 3);
	t.deepEqual(
		world.told.filter((message) => message.type === 'card.applied').map((message) => message.seq),
		[1, 2, 3],
	);
	const texts = await world.person.comments(cardGid);
	t.deepEqual(
		texts.map((text) => text.slice(text.indexOf('aegis:'))),
		['aegis:c1', 'aegis:c2', 'aegis:c3'],
	);
});

test.serial('a command that comes after a later one is still carried out before it', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.synced');
	await world.apply({ cardGid, seq: 1, change: { agent: 'Planner' } });
	await world.heard('card.applied', (message) => message.seq === 1);

	await world.apply({ cardGid, seq: 3, change: { agent: 'Reviewer' } });
	await world.apply({ cardGid, seq: 2, change: { agent: 'Worker' } });

	const last = await world.heard('card.applied', (message) => message.seq === 3);
	t.is(last.card?.agent, 'Reviewer');
	const order = world.told.flatMap((message) => (message.type === 'card.applied' ? [message.seq] : []));
	t.deepEqual(order, [1, 2, 3]);
});

test.serial('what a person moved stays; the comment is posted and the cost told all the same', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work', 'Drafts');
	world.startSyncer();
	await world.heard('project.synced');
	await world.apply({
		cardGid,
		seq: 1,
		expectSection: 'Ready Queue',
		change: { section: 'Review', agent: 'Merger', costUsd: 0.15 },
		comment,
	});
	const applied = await world.heard('card.applied');
	t.is(applied.outcome, 'refused');
	t.like(applied.card, { section: 'Drafts', agent: null, costUsd: 0.15 });
	t.is(await world.person.sectionOf(cardGid), 'Drafts');
	t.is((await world.person.comments(cardGid)).length, 1);

	await world.person.call('DELETE', `/tasks/${cardGid}`);
	await world.apply({ cardGid, seq: 2, change: { section: 'Review' } });
	const failed = await world.heard('card.applied', (message) => message.seq === 2);
	t.is(failed.outcome, 'failed');
	t.is(failed.card, null);
});

for (const path of ['/stories', '/addTask', '/tasks/']) {
	test.serial(`an answer lost on ${path} changes nothing twice`, async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer();
		await world.heard('project.synced');
		let drops = 0;
		world.proxy.onAnswered = (seen) =>
			seen.method !== 'GET' && seen.path.includes(path) && drops++ < 2 ? 'drop' : 'pass';
		const change = { section: 'Review', agent: 'Reviewer' } as const;
		await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', change, comment });
		const applied = await world.heard('card.applied');
		t.true(drops >= 1);
		t.is(applied.outcome, 'applied');
		t.is(applied.card?.section, 'Review');
		t.is(applied.card?.agent, 'Reviewer');
		t.is((await world.person.comments(cardGid)).length, 1);
		t.like(applied.card?.comments, [{ own: true }]);
	});
}

test.serial('killed between posting and recording, the comment is not posted again', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	const syncer = world.startSyncer();
	await world.heard('project.synced');
	let posted = false;
	world.proxy.onAnswered = (seen) => {
		if (seen.method !== 'POST' || !seen.path.includes('/stories') || posted) return 'pass';
		posted = true;
		syncer.kill('SIGKILL');
		return 'drop';
	};
	const change = { section: 'Review' } as const;
	await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', change, comment });
	await until('the comment is posted and the syncer killed', () => posted);
	await syncer.exited;
	world.startSyncer();
	const applied = await world.heard('card.applied');
	t.is(applied.outcome, 'applied');
	t.is((await world.person.comments(cardGid)).length, 1);
	t.is(await world.person.sectionOf(cardGid), 'Review');
});

test.serial(
	'an error between posting and recording ends the syncer before anything is posted again',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('card');
		const first = world.startSyncer({ AEGIS_FAILPOINT: 'syncer.before-applied:throw' });
		await world.heard('card.observed');
		await world.apply({ cardGid, seq: 1, change: { section: 'Planning' }, comment });
		t.is(await first.exited, 1);
		t.is((await world.person.comments(cardGid)).length, 1);

		world.startSyncer();
		const { outcome } = await world.heard('card.applied', ({ seq }) => seq === 1);
		t.is(outcome, 'applied');
		t.is((await world.person.comments(cardGid)).length, 1);
	},
);

test.serial('a person’s edit that overlaps a write is told', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.synced');
	let edited = false;
	world.proxy.onAnswered = async (seen): Promise<Verdict> => {
		// The board has answered the write; the person edits before the syncer hears of it.
		if (seen.method === 'PUT' && !edited) {
			edited = true;
			await world.person.call('PUT', `/tasks/${cardGid}`, { name: 'edited' });
		}
		return 'pass';
	};
	await world.apply({ cardGid, seq: 1, change: { agent: 'Worker' } });
	const applied = await world.heard('card.applied');
	if (applied.card?.name !== 'edited')
		await world.heard(
			'card.observed',
			(message) => message.card.name === 'edited' && message.appliedSeq === 1,
		);
	t.true(edited);
});

test.serial('rich text that the board refuses is posted as plain text', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.synced');
	await site.fault({ method: 'POST', path: '/stories', status: 400 });
	await world.apply({ cardGid, seq: 1, comment });
	const applied = await world.heard('card.applied');
	t.is(applied.outcome, 'applied');
	const [text] = await world.person.comments(cardGid);
	t.regex(text ?? '', /• Next: Planner[^]*aegis:run-1\.1$/);
});

test.serial('too many requests: nothing is asked before the time the board gave', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer({ AEGIS_POLL_SECONDS: '30' });
	await world.heard('project.synced');
	await world.heard('project.status');
	await site.fault({ method: 'GET', path: `/tasks/${cardGid}`, status: 429, retryAfter: '1' });
	const startedAt = performance.now();
	await world.apply({ cardGid, seq: 1, comment });
	const applied = await world.heard('card.applied');
	t.is(applied.outcome, 'applied');
	t.true(performance.now() - startedAt >= 1_000);
});
