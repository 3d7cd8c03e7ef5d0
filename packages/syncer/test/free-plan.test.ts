import test from 'ava';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

test('without a paid plan sections and comments work, and the state says what does not', async (t) => {
	await using site = await Site.open(['--plan', 'free']);
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	const status = await world.heard('project.status');
	t.is(status.state, 'degraded');
	t.regex(status.detail ?? '', /custom fields/);
	await world.apply({
		cardGid,
		seq: 1,
		expectSection: 'Ready Queue',
		change: { section: 'Planning', agent: 'Planner' },
	});
	const applied = await world.heard('card.applied');
	t.is(applied.outcome, 'applied');
	t.is(applied.card?.section, 'Planning');
	t.is(applied.card?.agent, null);
});
