import test from 'ava';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

test('without a paid plan its state says so, and what fields would say is read and kept otherwise', async (t) => {
	await using site = await Site.open(['--plan', 'free']);
	await using world = await World.open(site);
	const { person } = world;
	const first = await world.addCard('first', 'Drafts');
	const notes = `Greet.\nMax Cost: 3\nDepends on: ${first}`;
	const cardGid = await world.addCard('work', 'Ready Queue', { notes });
	const tag = await person.create('tags', { name: 'Manual-Check', workspace: site.board.workspaceGid });
	await person.call('POST', `/tasks/${cardGid}/addTag`, { tag });
	const syncer = world.startSyncer();
	const status = await world.heard('project.status');
	t.is(status.state, 'ok');
	t.regex(status.detail ?? '', /^reduced mode: .* \(docs\/free-plan\.md\)$/);
	const seen = await world.heard('card.observed', ({ card }) => card.gid === cardGid);
	t.like(seen.card, { agent: null, maxCostUsd: 3, mergeApproval: 'Manual Check' });
	t.deepEqual(seen.card.dependencies, [{ gid: first, completed: false }]);
	await person.call('PUT', `/tasks/${first}`, { completed: true });
	await world.heard('card.observed', ({ card }) => card.gid === first && card.completed);

	const change = { section: 'Merging', agent: 'Merger', swarmStatus: 'Idle', costUsd: 0.5 } as const;
	await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', change });
	const moved = await world.heard('card.applied');
	t.like(moved, { outcome: 'applied' });
	t.like(moved.card, change);
	const reason = 'Awaiting approval: set Merge Approval to Approved';
	await site.fault({ drop: true, method: 'POST', path: '/stories' });
	await world.apply({ cardGid, seq: 2, expectSection: 'Merging', change: { reason } });
	await world.heard('card.applied', ({ seq }) => seq === 2);
	await world.apply({
		cardGid,
		seq: 3,
		expectSection: 'Merging',
		change: { reason, swarmStatus: 'Blocked' },
	});
	const waiting = await world.heard('card.applied', ({ seq }) => seq === 3);
	t.like(waiting.card, { reason, agent: 'Merger', swarmStatus: 'Blocked', mergeApproval: 'Manual Check' });
	const told = await person.comments(cardGid);
	t.is(told.length, 1, 'a person is told once, though the answer was lost');
	t.regex(told[0] ?? '', /Awaiting approval: answer “Approved” in a comment/);

	// What is kept survives the syncer.
	await syncer[Symbol.asyncDispose]();
	const from = world.told.length;
	world.startSyncer();
	await person.call('POST', `/tasks/${cardGid}/stories`, { text: 'Approved' });
	const approved = await world.heard('card.observed', ({ card }) => card.mergeApproval === 'Approved', from);
	t.like(approved.card, { agent: 'Merger', costUsd: 0.5, reason });
	t.is(approved.card.approvedByGid, (await person.call<{ gid: string }>('GET', '/users/me')).gid);
	await world.apply({ cardGid, seq: 4, expectSection: 'Merging', change: { mergeApproval: 'Manual Check' } });
	const voided = await world.heard('card.applied', ({ seq }) => seq === 4);
	t.is(voided.card?.mergeApproval, 'Manual Check', 'an approval is void once Aegis has spoken');
	t.regex((await person.comments(cardGid)).at(-1) ?? '', /do not count/);
});
