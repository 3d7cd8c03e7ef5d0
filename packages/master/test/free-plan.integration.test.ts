import test from 'ava';
import { until } from '@aegis/shared/testing';
import { openMaster } from './helpers/open-master.ts';
import { openRealBoard } from './helpers/real-board.ts';
import { ScriptedWorker } from './helpers/scripted-worker.ts';
import { openSite } from './helpers/site.ts';

test('on the free plan a card goes from Ready Queue to Done, asking once for what it needs', async (t) => {
	await using site = await openSite();
	await using board = await openRealBoard(site, { flags: ['--plan', 'free'], commanders: 'the person' });
	await using master = await openMaster(site);
	await using worker = new ScriptedWorker(site, { obliging: true, slots: 2 });
	const { person, guest } = board;
	const plain = await person.add('Greet', 'Ready Queue');
	const notes = `Max Cost: 1\nMerge Approval: Manual Check\nDepends on: ${plain}`;
	const checked = await person.add('Greet in French', 'Ready Queue', { notes });
	const arrives = (cardGid: string) =>
		until(
			'it is completed in Done',
			async () => {
				// Two requests of the syncer on this plan.
				const { section, completed } = await board.look(cardGid);
				return section === 'Done' && completed;
			},
			60_000,
		);

	await arrives(plain);
	t.deepEqual(
		(await master.runs(plain)).map(({ agent }) => agent),
		['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'],
	);
	const asks = (text: string): boolean => text.includes('Awaiting approval: answer “Approved” in a comment');
	await until('the question', async () => (await board.look(checked)).comments.some(asks), 60_000);
	t.true(
		((await master.runs(plain)).at(-1)?.finished_at ?? Infinity) <=
			((await master.runs(checked))[0]?.queued_at ?? 0),
	);
	await guest.comment(checked, 'Approved');
	await until(
		'the refusal',
		async () => (await board.look(checked)).comments.some((text) => text.includes('may not approve')),
		60_000,
	);
	t.is((await board.look(checked)).section, 'Merging');
	await person.comment(checked, 'Approved');
	await arrives(checked);
	const { comments } = await board.look(checked);
	t.is(comments.filter(asks).length, 1);
	t.true(comments.length <= 12, `${comments.length} comments are a flood`);
	t.true(worker.specs.filter((spec) => spec.cardGid === checked).every((spec) => spec.budgetUsd <= 1));
	t.deepEqual(master.fatal, []);
});
