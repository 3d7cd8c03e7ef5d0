import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connectMaster } from '@aegis/shared/api';
import { saveProjects } from '@aegis/shared/config';
import type { Row } from '../core/report.ts';
import { median } from '../core/statistics.ts';
import { makePlace, runAegis, startUp } from '../installation/aegis.ts';
import { waitFor } from '../wait.ts';

const rounds = 5;
const goalMs = 1_000;

/** From the start of the `aegis up` process until its syncer asks the board. */
export async function measureStart(): Promise<Row[]> {
	return [
		await measure('`aegis up` → first request to a board elsewhere', startTowardsAnotherBoard),
		await measure('`aegis up` → local board started and read once', startWithLocalBoard),
	];
}

async function measure(what: string, once: () => Promise<number>): Promise<Row> {
	const values: number[] = [];
	for (let round = 0; round < rounds; round += 1) values.push(await once());
	const ms = median(values);
	return {
		measure: `${what} (median of ${rounds})`,
		result: `${ms.toFixed(0)} ms`,
		goal: `≤ ${goalMs} ms`,
		met: ms <= goalMs,
	};
}

/** The board is a server of ours, so that the very first request is seen; it answers nothing useful. */
async function startTowardsAnotherBoard(): Promise<number> {
	await using place = await makePlace();
	const server = createServer((_request, response) => response.writeHead(503).end());
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	mkdirSync(place.home.root, { recursive: true });
	saveProjects(place.home.projectsFile, [
		{ gid: '1', name: 'bench', path: place.repository, board: 'asana' },
	]);
	const asked = once(server, 'request').then(() => performance.now());
	await using up = startUp(place, {
		ASANA_ACCESS_TOKEN: 'none',
		ASANA_BASE_URL: `http://127.0.0.1:${port}/api/1.0`,
	});
	try {
		return (await asked) - up.startedAt;
	} finally {
		server.close();
		server.closeAllConnections();
	}
}

/** The time the first reading of the board was over, as the master tells: later than the first request. */
async function startWithLocalBoard(): Promise<number> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	await using up = startUp(place);
	const master = connectMaster(place.home);
	const readAt = await waitFor(
		'the first reading of the board',
		async () => (await master.status().catch(() => null))?.projects[0]?.lastPollAt ?? null,
		{ everyMs: 10 },
	);
	return readAt - performance.timeOrigin - up.startedAt;
}
