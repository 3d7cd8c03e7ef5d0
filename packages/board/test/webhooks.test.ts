import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from './helpers/board.ts';

interface Delivery {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** A receiver that shakes hands and keeps what it gets; `answer` gives the status of each delivery. */
async function startReceiver(answer: (count: number) => number = () => 200, echo = true) {
	const deliveries: Delivery[] = [];
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += String(chunk);
		const secret = request.headers['x-hook-secret'];
		if (secret !== undefined) {
			response.writeHead(200, echo ? { 'x-hook-secret': secret } : {}).end();
			return;
		}
		deliveries.push({ headers: request.headers, body });
		response.writeHead(answer(deliveries.length)).end();
		server.emit('delivery');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`,
		deliveries,
		until: async (count: number) => {
			while (deliveries.length < count) await once(server, 'delivery');
		},
		[Symbol.asyncDispose]: async () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

test('a webhook shakes hands, beats once, and delivers signed events', async (t) => {
	await using receiver = await startReceiver();
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const webhooks = new asana.WebhooksApi(board.client);
	const made = await webhooks.createWebhook(
		{
			data: {
				resource: project,
				target: receiver.url,
				filters: [{ resource_type: 'task', action: 'added' }],
			},
		},
		{},
	);
	const secret = made['X-Hook-Secret'];
	t.true(made.data.active);
	await receiver.until(1);
	t.is(receiver.deliveries[0]?.body, '{"events":[]}');
	const task = (await board.fetch('POST', '/tasks', { name: 't', projects: [project] })).body.data.gid;
	await receiver.until(2);
	const { headers, body } = receiver.deliveries[1] ?? { headers: {}, body: '' };
	t.is(headers['x-hook-signature'], createHmac('sha256', secret).update(body).digest('hex'));
	const { events } = JSON.parse(body) as { events: { resource: object; action: string }[] };
	t.deepEqual(events[0]?.resource, { gid: task, resource_type: 'task', resource_subtype: 'default_task' });
	t.true(events.every(({ action }) => action === 'added'));
	t.is((await webhooks.getWebhooks(board.workspace, {})).data.length, 1);
	const bot = await t.throwsAsync<Error & { status: number }>(() =>
		new asana.WebhooksApi(board.bot).getWebhook(made.data.gid, {}),
	);
	t.is(bot?.status, 403);
	await webhooks.deleteWebhook(made.data.gid);
	t.is((await board.fetch('GET', `/webhooks/${made.data.gid}`)).status, 404);
});

test('a receiver that does not echo the secret gets no webhook', async (t) => {
	await using receiver = await startReceiver(() => 200, false);
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { status } = await board.fetch('POST', '/webhooks', { resource: project, target: receiver.url });
	t.is(status, 400);
	t.deepEqual((await board.fetch('GET', `/webhooks?workspace=${board.workspace}`)).body.data, []);
});

test('attack 48: a webhook cannot be sent where no receiver is', async (t) => {
	await using receiver = await startReceiver();
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { port } = new URL(receiver.url);
	for (const target of [
		// Linux takes this for loopback: the receiver would hear of it.
		`http://0.0.0.0:${port}/hook`,
		'http://169.254.169.254/latest',
		'http://[::ffff:a9fe:a9fe]/',
	]) {
		const { status } = await board.fetch('POST', '/webhooks', { resource: project, target });
		t.is(status, 400, target);
	}
	t.deepEqual((await board.fetch('GET', `/webhooks?workspace=${board.workspace}`)).body.data, []);
});

test('a delivery that fails is tried again until it is taken', async (t) => {
	await using receiver = await startReceiver((count) => (count === 2 ? 500 : 200));
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', '/webhooks', { resource: project, target: receiver.url });
	await receiver.until(1);
	await board.fetch('POST', '/tasks', { name: 't', projects: [project] });
	await receiver.until(2);
	await receiver.until(3);
	t.is(receiver.deliveries[2]?.body, receiver.deliveries[1]?.body);
	t.is(body.data.delivery_retry_count, 0);
});

test('on command deliveries are doubled or lost', async (t) => {
	await using receiver = await startReceiver();
	await using board = await startBoard({ faults: true });
	const { gid: project } = await makeProject(board);
	const spoil = (webhooks: object) =>
		fetch(`${board.board.url}/_faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ webhooks }),
		});
	const filters = [{ resource_type: 'story', action: 'added' }];
	await board.fetch('POST', '/webhooks', { resource: project, target: receiver.url, filters });
	await receiver.until(1);
	await spoil({ duplicate: true });
	const { body } = await board.fetch('POST', '/tasks', { name: 't', projects: [project] });
	await receiver.until(3);
	t.is(receiver.deliveries[1]?.body, receiver.deliveries[2]?.body);
	await spoil({ duplicate: false, lose: true });
	const lost = (await board.fetch('POST', `/tasks/${body.data.gid}/stories`, { text: 'lost' })).body.data.gid;
	const cursor = async () =>
		board.board.store.rows.one<{ cursor: number }>('SELECT cursor FROM webhooks')?.cursor;
	const before = board.board.store.rows.one<{ seq: number }>(
		`SELECT seq FROM sqlite_sequence WHERE name = 'events'`,
	)?.seq;
	while ((await cursor()) !== before) await new Promise(setImmediate);
	await spoil({ lose: false });
	const kept = (await board.fetch('POST', `/tasks/${body.data.gid}/stories`, { text: 'kept' })).body.data.gid;
	await receiver.until(4);
	t.true(receiver.deliveries[3]?.body.includes(kept));
	t.false(receiver.deliveries.some((delivery) => delivery.body.includes(lost)));
});
