import { join } from 'node:path';
import test from 'ava';
import { createLogger } from '@aegis/shared/log';
import { Store } from '@aegis/shared/store';
import { until } from '@aegis/shared/testing';
import { Connection } from '../../src/asana/connection.ts';
import { WebhookCalls } from '../../src/asana/webhook-calls.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';
import { loadWebhook, saveWebhook } from '../../src/store/webhook.ts';
import { Door } from '../../src/webhook/door.ts';
import { WebhookKeeper } from '../../src/webhook/keeper.ts';
import type { Knock } from '../../src/webhook/knock.ts';
import { deleteWebhook, deliver, findFreePort, listWebhooks } from '../helpers/hooked.ts';
import { Site } from '../helpers/site.ts';
import { World } from '../helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

const log = createLogger('test', { level: 'silent' });

/** A keeper behind a door of its own; `watch` sees every knock before it is answered. */
async function openKeeper(world: World, watch: (knock: Omit<Knock, 'id' | 'door'>) => void = () => {}) {
	await using stack = new AsyncDisposableStack();
	const port = await findFreePort();
	const file = join(world.home, `keeper-${port}.db`);
	const store = stack.use(await Store.open<SyncerTables>({ engine: 'sqlite', file }, migrations));
	const { apiUrl: baseUrl, botToken: token } = site.board;
	const connection = stack.use(new Connection({ baseUrl, token }));
	let wakes = 0;
	const keeper = new WebhookKeeper({
		calls: new WebhookCalls(connection, world.projectGid),
		store,
		prefix: `http://127.0.0.1:${port}/asana/${world.projectGid}/`,
		log,
		wake: () => void wakes++,
	});
	const answer = (knock: Omit<Knock, 'id' | 'door'>) => keeper.answer({ ...knock, id: '', door: '' });
	const door = stack.use(
		new Door({
			host: '127.0.0.1',
			port,
			log,
			async ask(_, knock) {
				watch(knock);
				return { id: '', ...answer(knock) };
			},
		}),
	);
	await door.open();
	const kept = stack.move();
	return {
		keeper,
		answer,
		store,
		wakes: () => wakes,
		own: () => loadWebhook(store.db),
		[Symbol.asyncDispose]: () => kept.disposeAsync(),
	};
}

test.serial(
	'a handshake counts only at the address of the creation under way, and only the first',
	async (t) => {
		await using world = await World.open(site, { setUp: false });
		const forged: number[] = [];
		let scene: Awaited<ReturnType<typeof openKeeper>> | null = null;
		await using opened = await openKeeper(world, (knock) => {
			if (knock.secret === null || forged.length > 0) return;
			const elsewhere = `${knock.part.slice(0, -1)}${knock.part.endsWith('A') ? 'B' : 'A'}`;
			forged.push(scene?.answer({ ...knock, part: elsewhere, secret: 'mine' }).status ?? 0);
			// The board's own, and then somebody's who has seen the address.
			scene?.answer(knock);
			forged.push(scene?.answer({ ...knock, secret: 'mine' }).status ?? 0);
		});
		scene = opened;
		t.true(await opened.keeper.check());
		t.deepEqual(forged, [403, 403]);
		const own = await opened.own();
		t.not(own?.secret, 'mine');
		t.is((await deliver(own?.target ?? '', '{}', { 'x-hook-secret': own?.secret ?? '' })).status, 403);
	},
);

test.serial(
	'looked at again: kept while it lives, made anew when it was deleted or has fallen silent',
	async (t) => {
		await using world = await World.open(site, { setUp: false });
		await using opened = await openKeeper(world);
		const { keeper, own } = opened;
		t.true(await keeper.check());
		const first = await own();
		t.true(await keeper.check());
		t.is((await own())?.gid, first?.gid);

		await deleteWebhook(world, first?.gid ?? '');
		t.true(await keeper.check());
		const second = await own();
		t.not(second?.gid, first?.gid);

		if (second === null) return t.fail();
		await saveWebhook(opened.store, { ...second, heardAt: Date.now() - 18 * 60 * 60_000 });
		await keeper.load();
		t.true(await keeper.check());
		const third = await own();
		t.not(third?.gid, second.gid);
		t.deepEqual(
			(await listWebhooks(world)).map(({ gid }) => gid),
			[third?.gid],
		);
	},
);

test.serial('a heartbeat wakes nobody, an event does', async (t) => {
	await using world = await World.open(site, { setUp: false });
	await using opened = await openKeeper(world);
	t.true(await opened.keeper.check());
	const own = await opened.own();
	if (own === null) return t.fail();
	const { target, secret } = own;
	const before = opened.wakes();
	for (const body of ['', '{}', '{"events":[]}', ' { "events" : [ ] } '])
		t.is((await deliver(target, body, {}, secret)).status, 200);
	t.is(opened.wakes(), before);
	await world.person.create('tasks', { name: 'card', projects: [world.projectGid] });
	await until('it wakes', () => opened.wakes() > before);
});
