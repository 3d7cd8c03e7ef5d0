import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { locateHome, type Home } from '@aegis/shared/config';
import {
	hasPostgres,
	openBlackHole,
	type RealPostgres,
	startRealPostgres,
	until,
} from '@aegis/shared/testing';
import { goodOutcome } from '../helpers/cards.ts';
import { MasterProcess } from '../helpers/master-process.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite, type Site } from '../helpers/site.ts';

/** A second machine: a home of its own with the same projects. */
function secondHome({ home }: Site): Home {
	const second = locateHome(join(home.root, '..', 'second'));
	mkdirSync(second.root, { recursive: true });
	copyFileSync(home.projectsFile, second.projectsFile);
	return second;
}

/** Skipped where no PostgreSQL server is installed. */
function onPostgres(
	title: string,
	body: (t: ExecutionContext, site: Site, postgres: RealPostgres) => Promise<void>,
): void {
	(hasPostgres ? test.serial : test.skip)(title, async (t) => {
		await using postgres = await startRealPostgres();
		await using site = await openSite();
		await body(t, site, postgres);
	});
}

async function standBy(
	t: ExecutionContext,
	site: Site,
	url: string,
): Promise<{ home: Home; master: MasterProcess }> {
	const home = secondHome(site);
	const master = new MasterProcess(site, { DATABASE_URL: url, AEGIS_HOME: home.root });
	await until('it to stand by', () => master.lines.some(({ msg }) => msg.startsWith('standing by')), 30_000);
	t.regex(readFileSync(join(home.run, 'standby.json'), 'utf8'), /^\{"active":"process \d+ on /);
	return { home, master };
}

onPostgres(
	'a standby takes over from a master that was killed, and knows all it knew',
	async (t, site, postgres) => {
		const env = { DATABASE_URL: postgres.url };
		await using syncer = new ScriptedSyncer(site);
		await using worker = new ScriptedWorker(site);
		await using first = await new MasterProcess(site, env).ready();
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		const { home, master: second } = await standBy(t, site, postgres.url);
		await using _ = second;
		await site.wipeRedis();
		t.deepEqual((await worker.beat()).held, [run.runId]);
		t.false(second.isReady, 'a Redis that forgot everything makes nobody active');

		const since = performance.now();
		await first.end('SIGKILL');
		await second.ready();
		t.false(existsSync(join(home.run, 'standby.json')));
		t.log(`${Math.round(performance.now() - since)} ms from kill -9 to the standby's being ready`);

		t.deepEqual((await worker.beat()).held, [run.runId]);
		await worker.finish(run, goodOutcome('Triage'), 0.25);
		t.is((await worker.invited('c1', 2)).agent, 'Planner');
		t.is((await connectMaster(home).status()).spentUsd, 0.25);
	},
);

onPostgres(
	'a standby takes over from a master that is paused, which writes nothing when it wakes',
	async (t, site, postgres) => {
		const env = { DATABASE_URL: postgres.url };
		await using syncer = new ScriptedSyncer(site);
		await using worker = new ScriptedWorker(site, { slots: 2 });
		await using first = await new MasterProcess(site, env).ready();
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		const { home, master: second } = await standBy(t, site, postgres.url);
		await using _ = second;

		const since = performance.now();
		first.signal('SIGSTOP');
		// What it is told meanwhile it may find when it wakes.
		const told = worker.finish(run, goodOutcome('Triage'), 0.25);
		await second.ready();
		t.log(`${Math.round(performance.now() - since)} ms from SIGSTOP to the standby's being ready`);
		await told;
		await syncer.add({ gid: 'c2' });
		first.signal('SIGCONT');

		t.is(await first.exit(), 1);
		t.true(
			['LEASE_LOST', 'STORE_FENCED'].includes(
				first.lines.findLast(({ level }) => level === 'fatal')?.code ?? '',
			),
		);
		t.is((await worker.invited('c1', 2)).agent, 'Planner');
		await worker.invited('c2', 1);
		const ids = worker.invitations.map(({ runId }) => runId);
		t.is(new Set(ids).size, 3);
		const status = await connectMaster(home).status();
		t.is(status.spentUsd, 0.25);
		t.is(status.runs.length, 3);
	},
);

onPostgres(
	'a master behind a black hole gives up before the standby takes over, and stands by in its turn',
	async (t, site, postgres) => {
		await using network = await openBlackHole(postgres.socket);
		await using syncer = new ScriptedSyncer(site);
		await using first = await new MasterProcess(site, { DATABASE_URL: postgres.urlAt(network.port) }).ready();
		await syncer.add({ gid: 'c1' });
		await until('the card', async () => (await connectMaster(site.home).status()).cards.length === 1);
		const { home, master: second } = await standBy(t, site, postgres.url);
		await using _ = second;

		const since = performance.now();
		network.swallow();

		t.is(await first.exit(), 1);
		t.is(first.lines.findLast(({ level }) => level === 'fatal')?.code, 'LEASE_LOST');
		await second.ready();
		t.log(`${Math.round(performance.now() - since)} ms from the black hole to the standby's being ready`);
		t.is((await connectMaster(home).status()).cards[0]?.gid, 'c1');
		await using third = new MasterProcess(site, { DATABASE_URL: postgres.url });
		await until('it to stand by', () => third.lines.some(({ msg }) => msg.startsWith('standing by')), 30_000);
		t.false(third.isReady);
		t.is(await third.end('SIGTERM'), 0);
	},
);
