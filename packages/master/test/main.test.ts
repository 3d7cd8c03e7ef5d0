import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { connectMaster, DashboardAddress, MasterAddress } from '@aegis/shared/api';
import { readJsonFile } from '@aegis/shared/config';
import { takePort, until } from '@aegis/shared/testing';
import { goodOutcome } from './helpers/cards.ts';
import { MasterProcess } from './helpers/master-process.ts';
import { ScriptedSyncer } from './helpers/scripted-syncer.ts';
import { ScriptedWorker } from './helpers/scripted-worker.ts';
import { openSite, projectGid } from './helpers/site.ts';

test.serial('killed in the middle of a run and started again, it knows all it knew', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await using first = await new MasterProcess(site).ready();
	await syncer.add({ gid: 'c1' });
	const run = await worker.invited('c1', 1);
	t.true((await worker.claim(run)).granted);
	await first.end('SIGKILL');
	// What happens while nobody is there waits in the mailbox.
	await worker.finish(run, goodOutcome('Triage'), 0.25);

	await using second = await new MasterProcess(site).ready();
	t.is((await worker.invited('c1', 2)).agent, 'Planner');
	await until('the move', () => syncer.card('c1')?.section === 'Planning');
	const status = await connectMaster(site.home).status();
	t.is(status.spentUsd, 0.25);
	t.is(status.runs.length, 2);
	t.is(await second.end('SIGTERM'), 0);
});

test.serial('a run goes on under a master that was killed and started anew', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await using first = await new MasterProcess(site, { AEGIS_LEASE_MS: '5000' }).ready();
	await syncer.add({ gid: 'c1' });
	const run = await worker.invited('c1', 1);
	t.true((await worker.claim(run)).granted);
	await first.end('SIGKILL');
	await using _second = await new MasterProcess(site, { AEGIS_LEASE_MS: '5000' }).ready();
	// More than a lease.
	await sleep(6_000);
	t.deepEqual((await worker.beat()).held, [run.runId]);
	t.is(worker.invitations.length, 1);
});

test.serial('a second master on the same home is refused, whatever Redis it was given', async (t) => {
	await using site = await openSite();
	await using elsewhere = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using first = await new MasterProcess(site).ready();
	for (const redisUrl of [site.redisUrl, elsewhere.redisUrl]) {
		await using second = new MasterProcess(site, { REDIS_URL: redisUrl });
		t.is(await second.exit(), 4);
		const last = second.lines.at(-1);
		t.like(last, { level: 'fatal', code: 'MASTER_RUNNING' });
		t.regex(last?.msg ?? '', new RegExp(`process ${first.pid} on `));
	}
	await syncer.add({ gid: 'c1' });
	await until('the first to go on', async () => {
		const { cards } = await connectMaster(site.home).status();
		return cards.some(({ gid }) => gid === 'c1');
	});

	await first.end('SIGKILL');
	await using third = await new MasterProcess(site).ready();
	t.is((await connectMaster(site.home).status()).cards[0]?.gid, 'c1');
	t.is(await third.end('SIGTERM'), 0);
});

test.serial('a dashboard whose port is taken is served on another', async (t) => {
	await using site = await openSite();
	await using other = await takePort();
	const port = String(other.port);
	await using master = await new MasterProcess(site, { AEGIS_DASHBOARD_PORT: port }).ready();
	const readAddress = (): DashboardAddress | null =>
		readJsonFile(join(site.home.run, 'dashboard.json'), DashboardAddress);
	await until('the dashboard', () => readAddress() !== null);
	const url = readAddress()?.url ?? '';
	t.not(new URL(url).port, port);
	t.is((await fetch(url)).status, 401);
	// Killed, it would leave its dashboard behind.
	t.is(await master.end('SIGTERM'), 0);
});

test.serial('its status is for those who have its token, in the shape everybody reads', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await using _master = await new MasterProcess(site).ready();
	await syncer.add({ gid: 'c1' });
	const run = await worker.invited('c1', 1);
	await worker.claim(run);

	const file = join(site.home.run, 'master.json');
	t.is(statSync(file).mode & 0o777, 0o600);
	const { url, token } = readJsonFile(file, MasterAddress) ?? { url: '', token: '' };
	t.is((await fetch(`${url}/healthz`)).status, 200);
	for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, token])
		t.is((await fetch(`${url}/api/status`, { headers: { authorization } })).status, 401);
	const headers = { authorization: `Bearer ${token}` };
	t.is((await fetch(`${url}/api/runs?limit=0`, { headers })).status, 400);

	const client = connectMaster(site.home);
	const status = await client.status();
	t.like(status, {
		projects: { 0: { gid: projectGid, state: 'starting' }, length: 1 },
		workers: { 0: { workerId: 'worker-1', slots: 1 }, length: 1 },
		cards: { 0: { gid: 'c1', state: 'running', section: 'Ready Queue', reason: null }, length: 1 },
		runs: { 0: { runId: run.runId, state: 'running', agent: 'Triage' }, length: 1 },
		deadLetters: 0,
		pauses: [],
	});
	t.like(await client.card('c1'), { gid: 'c1', run: { runId: run.runId }, runs: { length: 1 } });
	t.is(await client.card('nobody'), null);
	t.is((await client.runs(10)).length, 1);
});

test.serial('a message nobody understands is set aside, and the next is handled', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using _master = await new MasterProcess(site).ready();
	await syncer.peer.tell('master', { type: 'card.invented' });
	await syncer.add({ gid: 'c1' });
	const status = await until('the dead letter', async () => {
		const seen = await connectMaster(site.home).status();
		return seen.deadLetters === 1 && seen.cards.length === 1 ? seen : null;
	});
	t.is(status.cards[0]?.gid, 'c1');
});

test.serial('a wrong environment ends it with one line that says what to correct', async (t) => {
	await using site = await openSite();
	const cases = [
		[{ AEGIS_WORKERS: 'many' }, 2, 'CONFIG_INVALID'],
		[{ REDIS_URL: '' }, 4, 'REDIS_MISSING'],
	] as const;
	for (const [env, exitCode, code] of cases) {
		await using master = new MasterProcess(site, env);
		t.is(await master.exit(), exitCode, code);
		t.like(master.lines, { 0: { level: 'fatal', code }, length: 1 });
	}
});
