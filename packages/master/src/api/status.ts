import type { Kysely } from 'kysely';
import type { CardDetailView, CardView, PauseView, RunView, StatusView } from '@aegis/shared/api';
import { readDeadLetters } from '@aegis/shared/actor';
import type { Keys, Redis, RedisHealth } from '@aegis/shared/redis';
import { dayOf } from '../desk/day-caps.ts';
import type { Projects } from '../projects/projects.ts';
import { tryParseState } from '../store/cards.ts';
import { listPauses } from '../store/pauses.ts';
import { listReceipts } from '../store/receipts.ts';
import type { MasterTables, RunRow } from '../store/tables.ts';
import type { Services } from '../supervision/services.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { readForecast } from './forecast.ts';
import { presentCard, presentComment, presentRun, presentWorker } from './present.ts';

/** Idle and finished cards shown at most; those that need someone or run are always shown. */
const quietCards = 100;
const recentRuns = 50;

export interface Sources {
	readonly db: Kysely<MasterTables>;
	readonly projects: Projects;
	readonly pool: WorkerPool;
	readonly services: Services;
	readonly redis: Redis;
	readonly health: Pick<RedisHealth, 'trouble'>;
	readonly keys: Keys;
	readonly startedAt: number;
}

export async function readStatus(sources: Sources): Promise<StatusView> {
	const { db, projects, pool, services, startedAt } = sources;
	const now = Date.now();
	const busy = await db
		.selectFrom('card')
		.selectAll()
		.where('present', '=', 1)
		.where('standing', '!=', 'idle')
		.orderBy('changed_at', 'desc')
		.execute();
	const quiet = await db
		.selectFrom('card')
		.selectAll()
		.where('present', '=', 1)
		.where('standing', '=', 'idle')
		.orderBy('changed_at', 'desc')
		.limit(quietCards)
		.execute();
	const open = await openRuns(db);
	const spent = await db
		.selectFrom('run')
		.select((eb) => eb.fn.sum<number>('cost_usd').as('usd'))
		.executeTakeFirst();
	// As the day's caps count it: a run is of the day it ends on.
	const today = await db
		.selectFrom('run')
		.select((eb) => eb.fn.sum<number>('cost_usd').as('usd'))
		.where((eb) => eb.or([eb('finished_at', '>=', dayOf(now).sinceMs), eb('state', '!=', 'finished')]))
		.executeTakeFirst();
	return {
		at: now,
		startedAt,
		projects: projects.views(),
		workers: pool.all().map((worker) => presentWorker(worker, pool.isAlive(worker), [...open.values()])),
		services: services.views(),
		cards: [...busy, ...quiet].map((row) =>
			presentCard(row, open.get(row.gid) ?? null, projects.settings(row.project_gid)),
		),
		runs: await readRuns(db, recentRuns),
		spentTodayUsd: today?.usd ?? 0,
		spentUsd: spent?.usd ?? 0,
		pauses: await readPauses(db, projects),
		deadLetters: await countDeadLetters(sources),
		troubles: [
			...(sources.health.trouble === null ? [] : [sources.health.trouble]),
			...pool.halts.map(({ projectGid, because, sinceMs }) => ({
				text: `${nameScope(projects, projectGid)} held up: ${because}`,
				since: sinceMs,
			})),
			...(projects.portfolioProblem === null ? [] : [{ text: projects.portfolioProblem, since: now }]),
		],
	};
}

function nameScope(projects: Projects, projectGid: string | null): string {
	return projectGid === null ? 'Everything is' : `“${projects.get(projectGid)?.name ?? projectGid}” is`;
}

/** None are known of while Redis cannot be asked; the status itself must not wait for it. */
async function countDeadLetters({ redis, keys, health }: Sources): Promise<number> {
	if (health.trouble?.kind === 'unreachable') return 0;
	return (await readDeadLetters(redis, keys, 1_000).catch(() => [])).length;
}

export async function openRuns(db: Kysely<MasterTables>): Promise<Map<string, RunRow>> {
	const rows = await db.selectFrom('run').selectAll().where('state', '!=', 'finished').execute();
	return new Map(rows.map((row) => [row.card_gid, row]));
}

async function readPauses(db: Kysely<MasterTables>, projects: Projects): Promise<PauseView[]> {
	const pauses = await listPauses(db);
	const gids = pauses.filter(({ scope }) => scope === 'card').map(({ gid }) => gid);
	const cards =
		gids.length === 0
			? []
			: await db.selectFrom('card').select(['gid', 'name']).where('gid', 'in', gids).execute();
	return pauses.map(({ scope, gid, by, at }) => {
		const name = scope === 'project' ? projects.get(gid)?.name : cards.find((card) => card.gid === gid)?.name;
		return { scope, gid: scope === 'all' ? null : gid, name: name ?? null, by, at };
	});
}

export async function readRuns(db: Kysely<MasterTables>, limit: number): Promise<RunView[]> {
	const rows = await db.selectFrom('run').selectAll().orderBy('queued_at', 'desc').limit(limit).execute();
	return rows.map(presentRun);
}

/** A card with all its runs, oldest first; null when there is none. */
export async function readCard({ db, projects }: Sources, gid: string): Promise<CardDetailView | null> {
	const row = await db.selectFrom('card').selectAll().where('gid', '=', gid).executeTakeFirst();
	if (row === undefined) return null;
	const runs = await db
		.selectFrom('run')
		.selectAll()
		.where('card_gid', '=', gid)
		.orderBy('queued_at')
		.execute();
	const view: CardView = presentCard(
		row,
		runs.find((run) => run.state !== 'finished') ?? null,
		projects.settings(row.project_gid),
	);
	const state = tryParseState(row.state);
	return {
		...view,
		runs: runs.map(presentRun),
		notes: state?.card.notes ?? '',
		comments: (state?.card.comments ?? []).map(presentComment),
		plan: state?.plan ?? null,
		findings: state?.findings ?? null,
		attempts: state?.attempts ?? 0,
		reviewRounds: state?.reviewRounds ?? 0,
		mergeApproval: state?.card.mergeApproval ?? null,
		receipts: await listReceipts(db, gid),
		forecast: await readForecast(db, state),
	};
}
