import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectMaster, DashboardAddress, MasterAddress } from '@aegis/shared/api';
import { readJsonFile } from '@aegis/shared/config';
import { nameScope, signalScope } from '@aegis/shared/process';
import { listLiveRecords } from '@aegis/shared/supervision';
import type { Row } from '../core/report.ts';
import { median } from '../core/statistics.ts';
import {
	awaitReady,
	environmentOf,
	makePlace,
	readRedisUrl,
	runAegis,
	startUp,
	type Place,
} from '../installation/aegis.ts';
import { connectBoard, type Board } from '../installation/board.ts';
import { noOpAgent } from '../installation/no-op.ts';
import { readSessions, type AgentSession } from '../installation/sessions.ts';
import { waitFor, wallClock } from '../wait.ts';

const rounds = 5;
/** Between two kills: more than a few in a row are a crash loop, which is answered more slowly on purpose. Milliseconds. */
const pauseMs = 6_000;
const everyMs = 5;

/** From kill -9 until it is as before, with an agent under way. */
export async function measureRecovery(): Promise<Row[]> {
	const rows: Row[] = [];
	{
		await using place = await makePlace();
		await runAegis(place, 'init');
		await using _ = startUp(place, noOpAgent('lasting', place.agentLog));
		await awaitReady(place, 2);
		const board = await connectBoard(place.home);
		const agent = await startAgent(place, board);
		rows.push(await measure('master', 1_000, () => killMaster(place)));
		rows.push(await measure('syncer', 1_000, () => killSyncer(place)));
		rows.push(await measure('dashboard', 1_000, () => killDashboard(place)));
		const now = readSessions(place.agentLog);
		const untouched = now.length === 1 && isAlive(agent.pid);
		rows.push({
			measure: 'the agent under way meanwhile',
			result: untouched ? 'untouched' : `started ${now.length} times`,
			goal: 'untouched',
			met: untouched,
		});
	}
	const deaths: number[] = [];
	rows.push(
		await measure('worker, until the agent runs again with its session', 2_000, () => loseWorker(deaths)),
		describe('worker, until its agent is dead', 1_000, deaths),
	);
	rows.push(await measure('machine that is gone, until the agent runs elsewhere', 20_000, loseMachine));
	return rows;
}

async function measure(what: string, goalMs: number, kill: () => Promise<number>): Promise<Row> {
	const values: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		await sleep(pauseMs);
		const ms = await kill();
		values.push(ms);
		process.stderr.write(`  ${what}: ${ms.toFixed(0)} ms\n`);
	}
	return describe(what, goalMs, values);
}

function describe(what: string, goalMs: number, values: readonly number[]): Row {
	const ms = median(values);
	return {
		measure: `kill -9 → back: ${what} (median of ${rounds}; worst)`,
		result: `${ms.toFixed(0)} ms; ${Math.max(...values).toFixed(0)} ms`,
		goal: `≤ ${goalMs} ms`,
		met: ms <= goalMs,
	};
}

/** Moves one card and waits for its agent. */
async function startAgent(place: Place, board: Board): Promise<AgentSession> {
	const [gid = ''] = await board.addCards(1);
	const before = readSessions(place.agentLog).length;
	await board.moveToReady(gid);
	return waitFor('an agent', () => readSessions(place.agentLog)[before] ?? null);
}

function pidOf({ home }: Place, name: string): number {
	const record = listLiveRecords(home.run).find((each) => each.name.startsWith(name));
	if (record === undefined) throw new Error(`${name} does not run`);
	return record.pid;
}

/** Until its API answers again. */
async function killMaster(place: Place): Promise<number> {
	const pid = pidOf(place, 'master');
	const killedAt = performance.now();
	process.kill(pid, 'SIGKILL');
	await waitFor(
		'another master',
		async () => {
			const address = readJsonFile(join(place.home.run, 'master.json'), MasterAddress);
			if (address === null || address.pid === pid) return null;
			return connectMaster(place.home)
				.status()
				.catch(() => null);
		},
		{ everyMs },
	);
	return performance.now() - killedAt;
}

/** Until it has read the board and told the master. */
async function killSyncer(place: Place): Promise<number> {
	const master = connectMaster(place.home);
	const killedAt = wallClock();
	process.kill(pidOf(place, 'syncer-'), 'SIGKILL');
	await waitFor(
		'a reading of the board',
		async () => ((await master.status()).projects[0]?.lastPollAt ?? 0) > killedAt,
		{ everyMs },
	);
	return wallClock() - killedAt;
}

/** Until it answers. */
async function killDashboard(place: Place): Promise<number> {
	const pid = pidOf(place, 'dashboard');
	const killedAt = performance.now();
	process.kill(pid, 'SIGKILL');
	await waitFor(
		'another dashboard',
		async () => {
			const address = readJsonFile(join(place.home.run, 'dashboard.json'), DashboardAddress);
			if (address === null || address.pid === pid) return null;
			return fetch(`${address.url.replace(/\/$/, '')}/healthz`).then(
				({ ok }) => ok,
				() => null,
			);
		},
		{ everyMs },
	);
	return performance.now() - killedAt;
}

/** Kills the worker that has the agent: each time another card's, since one that kills workers is quarantined. */
async function loseWorker(deaths: number[]): Promise<number> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	await using _ = startUp(place, noOpAgent('lasting', place.agentLog));
	await awaitReady(place, 2);
	const agent = await startAgent(place, await connectBoard(place.home));
	await sleep(3_000);
	const { workers } = await connectMaster(place.home).status();
	const worker = workers.find(({ running }) => running.length > 0);
	if (worker === undefined) throw new Error('no worker has the agent');
	const killedAt = wallClock();
	process.kill(worker.pid, 'SIGKILL');
	await waitFor('the death of its agent', () => !isAlive(agent.pid), { everyMs });
	deaths.push(wallClock() - killedAt);
	const next = await waitFor('its agent again', () => readSessions(place.agentLog)[1] ?? null, { everyMs });
	if (next.how !== '--resume' || next.session !== agent.session) throw new Error('its session was lost');
	return next.at - killedAt;
}

/** Two workers that nobody supervises, as on two machines; one is gone with all it had started. */
async function loseMachine(): Promise<number> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	await using _ = startUp(place, { ...noOpAgent('lasting', place.agentLog), AEGIS_WORKERS: '0' });
	await awaitReady(place, 0);
	const env = { ...noOpAgent('lasting', place.agentLog), REDIS_URL: readRedisUrl(place) };
	using first = startWorker(place, 'machine-1', env);
	await awaitReady(place, 1);
	await startAgent(place, await connectBoard(place.home));
	using __ = startWorker(place, 'machine-2', env);
	await awaitReady(place, 2);
	const killedAt = wallClock();
	first.kill();
	const next = await waitFor('the agent elsewhere', () => readSessions(place.agentLog)[1] ?? null, {
		everyMs,
	});
	return next.at - killedAt;
}

function startWorker(
	{ home }: Place,
	id: string,
	extra: Readonly<Record<string, string>>,
): Disposable & { kill(): void } {
	const main = fileURLToPath(new URL('../../packages/worker/src/main.ts', import.meta.url));
	const child = spawn(process.execPath, [main, '--id', id], {
		env: environmentOf(home, extra),
		stdio: 'ignore',
	});
	const kill = (): void => {
		child.kill('SIGKILL');
		signalScope(nameScope(home.root, id), 'SIGKILL');
	};
	return { kill, [Symbol.dispose]: kill };
}

function isAlive(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return false;
	}
}
