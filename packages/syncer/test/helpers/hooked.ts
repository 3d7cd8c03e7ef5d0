import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from '@aegis/shared/testing';
import type { World } from './world.ts';

export async function findFreePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The environment of a syncer that the board reaches, and that polls so seldom that only a webhook can wake it. */
export function hookEnv(port: number): Record<string, string> {
	return {
		AEGIS_WEBHOOK_URL: `http://127.0.0.1:${port}`,
		AEGIS_WEBHOOK_PORT: String(port),
		AEGIS_POLL_SECONDS: '3600',
	};
}

export interface StoredWebhook {
	readonly gid: string;
	readonly target: string;
	readonly secret: string;
}

/** What the syncer has kept of its webhook; null before it has one. */
export function readStored(world: World): StoredWebhook | null {
	try {
		using database = new DatabaseSync(join(world.home, 'repo', '.aegis', 'project.db'), { readOnly: true });
		return (database.prepare('SELECT gid, target, secret FROM webhook').get() ??
			null) as StoredWebhook | null;
	} catch {
		return null;
	}
}

/** Waits for a webhook, other than `not`, that the board has and the syncer knows. */
export function awaitWebhook(world: World, not?: StoredWebhook): Promise<StoredWebhook> {
	return until('there is a webhook', async () => {
		const stored = readStored(world);
		if (stored === null || stored.gid === not?.gid) return null;
		const listed = await listWebhooks(world);
		return listed.length === 1 && listed[0]?.gid === stored.gid ? stored : null;
	});
}

/** The webhooks on the project of the account that the syncer acts as. */
export async function listWebhooks(world: World): Promise<{ gid: string; target: string }[]> {
	const { apiUrl, botToken, workspaceGid } = world.site.board;
	const query = `workspace=${workspaceGid}&resource=${world.projectGid}&opt_fields=target`;
	const headers = { authorization: `Bearer ${botToken}` };
	const response = await fetch(`${apiUrl}/webhooks?${query}`, { headers });
	return ((await response.json()) as { data: { gid: string; target: string }[] }).data;
}

export async function deleteWebhook(world: World, gid: string): Promise<void> {
	const { apiUrl, botToken } = world.site.board;
	const headers = { authorization: `Bearer ${botToken}` };
	await fetch(`${apiUrl}/webhooks/${gid}`, { method: 'DELETE', headers });
}

/** Posts to a target as somebody, signed where `secret` is given; the status. */
export async function deliver(
	target: string,
	body: string,
	headers: Readonly<Record<string, string>> = {},
	secret?: string,
): Promise<Response> {
	const signed =
		secret === undefined
			? {}
			: { 'x-hook-signature': createHmac('sha256', secret).update(body).digest('hex') };
	return fetch(target, { method: 'POST', body, headers: { ...headers, ...signed } });
}
