import test from 'ava';
import { Site } from '../helpers/site.ts';
import { World } from '../helpers/world.ts';

test('who set Max Cost is told with it', async (t) => {
	await using site = await Site.open();
	await using world = await World.open(site);
	const { person } = world;
	const cardGid = await world.addCard('work');
	world.startSyncer();
	const first = await world.heard('card.observed', ({ card }) => card.gid === cardGid);
	t.like(first.card, { maxCostUsd: null, maxCostByGid: null });
	const settings = await person.call<{ custom_field: { gid: string; name: string } }[]>(
		'GET',
		`/projects/${world.projectGid}/custom_field_settings?opt_fields=custom_field.name`,
	);
	const field = settings.find(({ custom_field: { name } }) => name === 'Max Cost')?.custom_field.gid ?? '';
	await person.call('PUT', `/tasks/${cardGid}`, { custom_fields: { [field]: 3.5 } });
	const raised = await world.heard('card.observed', ({ card }) => card.maxCostUsd === 3.5);
	t.is(raised.card.maxCostByGid, (await person.call<{ gid: string }>('GET', '/users/me')).gid);
	await person.call('PUT', `/tasks/${cardGid}`, { custom_fields: { [field]: null } });
	const emptied = await world.heard(
		'card.observed',
		({ card }) => card.maxCostUsd === null,
		world.told.length,
	);
	t.is(emptied.card.maxCostByGid, raised.card.maxCostByGid);
});
