import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saveProjects } from '@aegis/shared/config';
import type { Row } from '../core/report.ts';
import { startCounter, type Counter } from '../installation/counter.ts';
import { startLoneBoard, type LoneBoard } from '../installation/lone-board.ts';
import { startQuietMaster } from '../installation/quiet-master.ts';
import { startRedis } from '../installation/redis.ts';
import { startService } from '../installation/service.ts';
import { waitFor } from '../wait.ts';

const syncerMain = fileURLToPath(new URL('../../packages/syncer/src/main.ts', import.meta.url));
const pollSeconds = 30;
/** Milliseconds without news after which polls come at the configured interval. */
const calmMs = 160_000;
const setups = [
	{ projects: 1, cards: 200 },
	{ projects: 1, cards: 2_000 },
	{ projects: 10, cards: 500 },
] as const;
const burst = 10;

interface Named {
	readonly gid: string;
}

/** Syncers of some projects, whose requests are counted. */
interface Group {
	readonly what: string;
	readonly counter: Counter;
	readonly projects: { readonly gid: string; readonly cards: readonly string[] }[];
}

/** What following costs in requests: a minute in which nothing happens, and ten cards that change at once. */
export async function measureBoardRequests(): Promise<Row[]> {
	await using stack = new AsyncDisposableStack();
	const board = stack.use(await startLoneBoard());
	const redisUrl = await startRedis(stack, board.folder);
	stack.use(startQuietMaster(redisUrl));
	const groups: Group[] = [];
	for (const { projects, cards } of setups) {
		const counter = stack.use(await startCounter(new URL(board.apiUrl).origin));
		const group: Group = { what: `${projects} × ${cards} cards`, counter, projects: [] };
		for (let index = 0; index < projects; index++) group.projects.push(await fillProject(board, cards));
		groups.push(group);
	}
	const home = join(board.folder, 'home');
	saveProjects(
		join(home, 'projects.json'),
		groups.flatMap(({ projects }) =>
			projects.map(({ gid }) => ({ gid, name: gid, path: join(home, gid), board: 'asana' as const })),
		),
	);
	for (const { counter, projects } of groups)
		for (const { gid } of projects) {
			const env = {
				AEGIS_HOME: home,
				AEGIS_POLL_SECONDS: String(pollSeconds),
				AEGIS_ENSURE_SCHEMA: '1',
				REDIS_URL: redisUrl,
				ASANA_BASE_URL: counter.url + new URL(board.apiUrl).pathname,
				ASANA_ACCESS_TOKEN: board.botToken,
				ASANA_REQUESTS_PER_MINUTE: '1500',
			};
			// One after another: the first makes the workspace's fields, the others take them.
			const args = [syncerMain, '--project', gid];
			const syncer = await startService(process.execPath, args, env, (line) => line.includes('project read'));
			stack.defer(() => syncer.kill());
		}
	await sleep(calmMs);
	const before = groups.map(({ counter }) => counter.seen.length);
	await sleep(60_000);
	const rows = groups.map((group, index) => judgeIdle(group, before[index] ?? 0));
	for (const group of groups) rows.push(await measureBurst(board, group));
	return rows;
}

function judgeIdle({ what, counter, projects }: Group, from: number): Row {
	const seen = counter.seen.slice(from);
	const polls = seen.filter((request) => request.includes('/events?')).length;
	return {
		measure: `requests in an idle minute, ${what}, polled every ${pollSeconds} s`,
		result: `${seen.length} (${polls} polls)`,
		goal: '1 per poll',
		// An interval varies by a fifth: up to three polls begin in a minute.
		met: seen.length === polls && polls <= projects.length * 3,
	};
}

/** Ten cards of one project renamed, moved or commented on within a moment, and all that is asked because of it. */
async function measureBurst(board: LoneBoard, { what, counter, projects }: Group): Promise<Row> {
	const [project] = projects;
	if (project === undefined) throw new Error('a group without a project');
	const sections = await board.call<Named[]>('GET', `/projects/${project.gid}/sections`);
	const section = sections.at(-1)?.gid;
	// Just after a poll, so that one poll sees all of them.
	const polled = (): number => counter.seen.filter((one) => one.includes(`resource=${project.gid}`)).length;
	const polls = polled();
	await waitFor('a poll', () => polled() > polls, { everyMs: 5 });
	await sleep(500);
	const from = counter.seen.length;
	await Promise.all(
		project.cards.slice(0, burst).map((gid, index) => {
			if (index % 3 === 0) return board.call('PUT', `/tasks/${gid}`, { notes: 'changed' });
			if (index % 3 === 1) return board.call('POST', `/sections/${section}/addTask`, { task: gid });
			return board.call('POST', `/tasks/${gid}/stories`, { text: 'said' });
		}),
	);
	const others = new RegExp(`resource=(?!${project.gid})`);
	const asked = (): string[] => counter.seen.slice(from).filter((one) => !others.test(one));
	await waitFor('the cards to be read', () => asked().length > 1, { everyMs: 5 });
	let count = 0;
	await waitFor(
		'the reading to be over',
		() => {
			const quiet = asked().length === count;
			count = asked().length;
			return quiet;
		},
		{ everyMs: 2_000 },
	);
	const requests = asked().length;
	return {
		measure: `requests for ${burst} cards changed at once, ${what}`,
		result: String(requests),
		goal: '≤ 12',
		met: requests <= 12,
	};
}

async function fillProject(board: LoneBoard, count: number): Promise<{ gid: string; cards: string[] }> {
	const workspace = board.workspaceGid;
	const { gid } = await board.call<Named>('POST', '/projects', { name: 'Followed', workspace });
	const cards: string[] = [];
	const add = async (from: number): Promise<void> => {
		for (let index = from; index < count; index += 8)
			cards.push((await board.call<Named>('POST', '/tasks', { name: `Card ${index}`, projects: [gid] })).gid);
	};
	await Promise.all(Array.from({ length: 8 }, (_, from) => add(from)));
	return { gid, cards };
}
