import test from 'ava';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

test('a long pause that the board asks for is told at once, and nothing is asked in it', async (t) => {
	await using site = await Site.open();
	await using world = await World.open(site);
	world.startSyncer();
	await world.heard('project.status', (message) => message.state === 'ok');
	await site.fault({ path: '/events', status: 429, retryAfter: '900' });
	const told = await world.heard('project.status', (message) => message.state === 'degraded');
	t.regex(told.detail ?? '', /asks for fewer requests/);
	const asked = world.proxy.seen.length;
	const cardGid = await world.addCard('waits');
	await world.apply({ cardGid, seq: 1, change: { reason: 'waits too' } });
	// Long enough for the command to arrive and be asked about, were anything asked.
	await new Promise((resolve) => setTimeout(resolve, 2_000));
	t.is(world.proxy.seen.length, asked);
});
