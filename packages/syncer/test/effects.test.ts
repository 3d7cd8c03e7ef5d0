import { join } from 'node:path';
import { readEffects } from '@aegis/shared/effects';
import test from 'ava';
import { until } from '@aegis/shared/testing';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

test('a move, a comment and the end of the command are told as they happen', async (t) => {
	await using site = await Site.open();
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.synced');
	const comment = { ref: 'run-1.1', persona: 'Triage', headline: 'Clear.', facts: [] } as const;
	await world.apply({
		cardGid,
		seq: 1,
		expectSection: 'Ready Queue',
		change: { section: 'Planning' },
		comment: { ...comment, facts: [] },
	});
	await world.heard('card.applied');

	const told = () => readEffects(join(world.home, 'effects')).records;
	await until('the end is told', () => told().some(({ kind }) => kind === 'written'));
	const own = told().filter(({ card }) => card === cardGid);
	t.deepEqual(own.map(({ kind }) => kind).sort(), ['comment', 'move', 'written']);
	t.like(
		own.find(({ kind }) => kind === 'move'),
		{ seq: 1, from: 'Ready Queue', to: 'Planning', expected: 'Ready Queue' },
	);
	t.like(
		own.find(({ kind }) => kind === 'comment'),
		{ ref: 'run-1.1' },
	);
	t.like(own.at(-1), { kind: 'written', seq: 1, outcome: 'applied' });
});
