import { statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { until } from '@aegis/shared/testing';
import {
	awaitWebhook,
	deleteWebhook,
	deliver,
	findFreePort,
	hookEnv,
	listWebhooks,
	readStored,
} from '../helpers/hooked.ts';
import { Site } from '../helpers/site.ts';
import { World } from '../helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

const events = '{"events":[{"action":"changed","resource":{"gid":"1","resource_type":"task"}}]}';
const countPolls = (world: World): number =>
	world.proxy.seen.filter(({ path }) => path.includes('/events')).length;

test.serial('a webhook is created, wakes the reader, and outlives the syncer', async (t) => {
	await using world = await World.open(site);
	const port = await findFreePort();
	const cardGid = await world.addCard('card');
	const child = world.startSyncer(hookEnv(port));
	const made = await awaitWebhook(world);
	t.regex(made.target, new RegExp(`^http://127.0.0.1:${port}/asana/${world.projectGid}/[\\w-]{32}$`));
	await world.heard('project.synced');
	await world.move(cardGid, 'Review');
	await world.heard('card.observed', (message) => message.card.section === 'Review');

	child.kill('SIGTERM');
	t.is(await child.exited, 0);
	const again = world.startSyncer(hookEnv(port));
	await until('it has looked', () => again.lines.some((line) => line.includes('following the project')));
	await world.move(cardGid, 'Planning');
	await world.heard('card.observed', (message) => message.card.section === 'Planning');
	await world.move(cardGid, 'Drafts');
	await world.heard('card.observed', (message) => message.card.section === 'Drafts');
	t.is(readStored(world)?.gid, made.gid);
	t.is((await listWebhooks(world)).length, 1);

	const file = join(world.home, 'repo', '.aegis', 'project.db');
	for (const name of [file, `${file}-wal`]) t.is(statSync(name).mode & 0o077, 0, name);
	const log = [...child.lines, ...again.lines].join('\n');
	t.false(log.includes(made.secret));
	t.false(log.includes(made.target));
});

test.serial('what is not from the board is refused, and never with an error of ours', async (t) => {
	await using world = await World.open(site);
	const port = await findFreePort();
	const child = world.startSyncer(hookEnv(port));
	const { target, secret } = await awaitWebhook(world);
	const status = async (...args: Parameters<typeof deliver>): Promise<number> =>
		(await deliver(...args)).status;

	t.is(await status(target, events), 401);
	for (const signature of [
		'',
		'a',
		'00',
		'f'.repeat(63),
		'f'.repeat(64),
		'f'.repeat(65),
		'é',
		'f'.repeat(5_000),
	])
		t.is(await status(target, events, { 'x-hook-signature': encodeURI(signature) }), 401, signature);
	t.is(await status(target, `${events} `, {}, 'not the secret'), 401);
	const handshake = await deliver(target, '{}', { 'x-hook-secret': 'mine' });
	t.is(handshake.status, 403);
	t.is(handshake.headers.get('x-hook-secret'), null);
	t.is(await status(`${target.slice(0, -1)}_`, events, {}, secret), 404);
	t.is(await status(`http://127.0.0.1:${port}/asana/999/${'a'.repeat(32)}`, events, {}, secret), 503);
	t.is(await status(`http://127.0.0.1:${port}/`, events), 404);
	t.is((await fetch(target)).status, 404);
	t.is(await status(target, 'x'.repeat(1024 * 1024 + 1), {}, secret), 413);

	await until('the first poll is over', () => countPolls(world) > 0);
	t.is(await status(target, '{"events":[]}', {}, secret), 200);
	t.is(await status(target, 'not json', {}, secret), 200);
	t.is(await status(target, events, {}, secret), 200);
	t.is(child.process.exitCode, null);
	t.not(readStored(world)?.secret, 'mine');
});

test.serial('a burst of a thousand deliveries is a few polls', async (t) => {
	await using world = await World.open(site);
	const port = await findFreePort();
	world.startSyncer(hookEnv(port));
	const { target, secret } = await awaitWebhook(world);
	await world.heard('project.synced');
	const before = countPolls(world);
	const statuses: number[] = [];
	for (let round = 0; round < 20; round++)
		statuses.push(
			...(await Promise.all(
				Array.from({ length: 50 }, async () => (await deliver(target, events, {}, secret)).status),
			)),
		);
	t.deepEqual(new Set(statuses), new Set([200]));
	await until('it has polled', () => countPolls(world) > before);
	t.true(countPolls(world) - before < 100, `${countPolls(world) - before} polls`);
});

test.serial('one that the board deleted is made anew, and one that is left over goes', async (t) => {
	await using world = await World.open(site);
	const port = await findFreePort();
	const first = world.startSyncer(hookEnv(port));
	const made = await awaitWebhook(world);
	first.kill('SIGTERM');
	await first.exited;
	await deleteWebhook(world, made.gid);
	const second = world.startSyncer(hookEnv(port));
	const anew = await awaitWebhook(world, made);
	t.not(anew.target, made.target);
	t.is((await deliver(made.target, events, {}, made.secret)).status, 404);
	second.kill('SIGTERM');
	await second.exited;

	// Without an address, what is there is taken away.
	world.startSyncer();
	await until(
		'it is gone',
		async () => (await listWebhooks(world)).length === 0 && readStored(world) === null,
	);
});

test.serial('a creation whose answer is lost leaves no second webhook behind', async (t) => {
	await using world = await World.open(site);
	const port = await findFreePort();
	let lost = '';
	world.proxy.onAnswered = ({ method, path }) => {
		if (method !== 'POST' || !path.includes('/webhooks') || lost !== '') return 'pass';
		lost = path;
		return 'drop';
	};
	const often = { ...hookEnv(port), AEGIS_POLL_SECONDS: '0.5' };
	const first = world.startSyncer(often);
	await world.heard('project.status', ({ detail }) => detail?.includes('polled instead') ?? false);
	t.is((await listWebhooks(world)).length, 1);
	t.is(readStored(world), null);
	first.kill('SIGKILL');
	await first.exited;
	const told = world.told.length;
	world.startSyncer(often);
	await awaitWebhook(world);
	await world.heard('project.status', ({ state }) => state === 'ok', told);
});

test.serial('what a webhook loses, doubles or turns round, polling sets right', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('card');
	world.startSyncer({ ...hookEnv(await findFreePort()), AEGIS_POLL_SECONDS: '1' });
	await awaitWebhook(world);
	await world.heard('project.synced');
	await site.fault({ webhooks: { lose: true } });
	await world.move(cardGid, 'Review');
	await world.heard('card.observed', (message) => message.card.section === 'Review');
	await site.fault({ webhooks: { lose: false, duplicate: true, reorder: true } });
	for (const section of ['Planning', 'Review', 'Drafts']) await world.move(cardGid, section);
	await world.heard('card.observed', (message) => message.card.section === 'Drafts');
	await site.fault({ clear: true });
	t.is((await listWebhooks(world)).length, 1);
});

test.serial('two projects share the port, and the second takes it over', async (t) => {
	await using one = await World.open(site);
	await using two = await World.open(site);
	const port = await findFreePort();
	const prefix = { AEGIS_PREFIX: one.keys.prefix };
	const door = one.startSyncer(hookEnv(port));
	await awaitWebhook(one);
	const heir = two.startSyncer({ ...hookEnv(port), ...prefix });
	const made = await awaitWebhook(two);
	door.kill('SIGKILL');
	await door.exited;
	await until('the other has the port', async () =>
		deliver(made.target, '{"events":[]}', {}, made.secret).then(
			({ status }) => status === 200,
			() => false,
		),
	);
	t.is(heir.process.exitCode, null);
});
