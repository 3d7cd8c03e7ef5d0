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

const comment = { ref: 'run-9', persona: 'Worker' as const, headline: 'Done.', facts: [] };

for (const whose of ['botToken', 'personToken'] as const) {
	test.serial(
		`with the ${whose}: ours are our comments and moves, and a person stays a person`,
		async (t) => {
			await using world = await World.open(site);
			const token = site.board[whose];
			const hand = new Person(site.board.apiUrl, token);
			const { gid: account } = await hand.call<{ gid: string }>('GET', '/users/me');
			const cardGid = await world.addCard('work');
			world.startSyncer({ ASANA_ACCESS_TOKEN: token });
			await world.heard('project.status', ({ state }) => state === 'ok');

			await world.apply({
				cardGid,
				seq: 1,
				expectSection: 'Ready Queue',
				change: { section: 'Review' },
				comment,
			});
			const applied = await world.heard('card.applied');
			t.like(applied.card?.comments, [{ own: true, authorGid: account }]);
			await until('the account is known to have moved it', () =>
				world.told.some((one) => {
					if (one.type !== 'card.applied' && one.type !== 'card.observed') return false;
					return one.card?.section === 'Review' && one.card.movedByGid === account;
				}),
			);

			// The very account Aegis acts as, by a person's hand.
			await hand.call('POST', `/tasks/${cardGid}/stories`, { text: 'No, wait.' });
			const said = await world.heard('card.observed', ({ card }) => card.comments.length === 2);
			t.like(said.card.comments[1], { own: false, authorGid: account });
			await hand.call('PUT', `/tasks/${cardGid}`, { notes: 'edited' });
			await world.heard('card.observed', ({ card }) => card.notes === 'edited');
			await hand.call('POST', `/sections/${world.sectionGid('Drafts')}/addTask`, { task: cardGid });
			await world.heard('card.observed', ({ card }) => card.section === 'Drafts');
			await world.apply({ cardGid, seq: 2, expectSection: 'Review', change: { section: 'Merging' } });
			const refused = await world.heard('card.applied', ({ seq }) => seq === 2);
			t.is(refused.outcome, 'refused');
			t.is(await world.person.sectionOf(cardGid), 'Drafts');
		},
	);
}

test.serial('moved on by a person within one poll, the last place counts', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('hasty', 'Drafts');
	world.startSyncer({ AEGIS_POLL_SECONDS: '600' });
	await world.heard('project.status', ({ state }) => state === 'ok');
	const from = world.told.length;
	await world.move(cardGid, 'Ready Queue');
	await world.move(cardGid, 'Review');
	await world.heard('card.observed', ({ card }) => card.section === 'Review', from);
	const last = world.told.findLast((message) => message.type === 'card.observed');
	t.is(last?.card.section, 'Review');
});
