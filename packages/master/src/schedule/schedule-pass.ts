import type { Outgoing } from '@aegis/shared/actor';
import type { Clock } from '@aegis/shared/clock';
import { isAgentName, type Reason } from '@aegis/shared/domain';
import { grantWithin } from '../core/start/day-caps.ts';
import { sieve } from '../core/start/halt.ts';
import { holdUp, schedule, type Candidate, type Occupant, type Schedule } from '../core/start/schedule.ts';
import type { CardDesk } from '../desk/card-desk.ts';
import { readDayCaps } from '../desk/day-caps.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import type { ProjectBook } from '../projects/project-book.ts';
import type { MasterTx } from '../store/master-store.ts';

/** What a pass goes by. */
export interface Scheduling {
	readonly desk: CardDesk;
	readonly projects: ProjectBook;
	readonly pool: WorkerPool;
	readonly clock: Clock;
	/** US dollars all runs may cost within a day; null or absent for no limit. */
	readonly maxUsdPerDay?: number | null;
}

/**
 * Starts what may start now. Its cost depends on the projects, the active cards and the free slots, not on how many cards
 * lie idle; of the ready ones it reads as many of each project and agent as could start, best first.
 */
export async function schedulePass(tx: MasterTx, scheduling: Scheduling): Promise<Outgoing[]> {
	const { desk, projects, pool, clock } = scheduling;
	// Runs of a project nobody tracks any more are refused to every worker: they would only take up room.
	const tracked = (row: { project_gid: string }): boolean => projects.get(row.project_gid) !== null;
	const wanted = (await tx.cards.readyGroups()).filter(tracked);
	if (wanted.length === 0) return [];
	const occupants = (await tx.cards.active()).filter(tracked).flatMap((row) => toOccupant(row, projects));
	// One more than can start: it gets the reason that holds for all behind it.
	const depth = Math.max(pool.room().slots - occupants.length, 0) + 1;
	const candidates: Candidate[] = [];
	for (const group of wanted) candidates.push(...(await readGroup(tx, group, depth, projects)));
	const starts = await readLastStarts(tx, new Set(wanted.map((group) => group.project_gid)));
	const affordable = await readAffordable(tx, candidates, scheduling);
	const { open, held } = sieve(affordable.open, occupants, pool.halts, clock.wall());
	const plan =
		pool.heldUpBy === null ? decide(open, occupants, starts, scheduling) : holdUp(candidates, pool.heldUpBy);
	const sent: Outgoing[] = [];
	for (const candidate of plan.starts) sent.push(...(await desk.start(tx, candidate)));
	const halted = [...held].map(([gid, { because }]): [string, Reason] => [gid, { code: 'held-up', because }]);
	await noteReasons(
		tx,
		candidates,
		new Map([...affordable.reasons, ...halted, ...plan.reasons]),
		clock.wall(),
	);
	return sent;
}

function decide(
	candidates: readonly Candidate[],
	occupants: readonly Occupant[],
	starts: ReadonlyMap<string, number>,
	{ projects, pool }: Scheduling,
): Schedule {
	return schedule(candidates, occupants, {
		...pool.room(),
		total: pool.maxRuns,
		lastStart: (gid) => starts.get(gid) ?? 0,
		project: (gid) => projects.settings(gid).projectLimit,
		agent: (gid, agent) => projects.settings(gid).agentLimits[agent] ?? null,
	});
}

function toOccupant(
	row: { project_gid: string; agent: string | null; name: string },
	projects: ProjectBook,
): Occupant[] {
	const { agent } = row;
	if (!isAgentName(agent)) return [];
	const { repository } = projects.settings(row.project_gid);
	return [{ projectGid: row.project_gid, repository, agent, cardName: row.name }];
}

/** The candidates whose project and installation have something left of the day, and why the others must wait. */
async function readAffordable(
	tx: MasterTx,
	candidates: readonly Candidate[],
	{ projects, clock, maxUsdPerDay = null }: Scheduling,
): Promise<{ readonly open: readonly Candidate[]; readonly reasons: readonly [string, Reason][] }> {
	const short = new Map<string, Reason>();
	for (const projectGid of new Set(candidates.map((candidate) => candidate.projectGid))) {
		const spender = { projectGid, author: null, settings: projects.settings(projectGid) };
		const grant = grantWithin(0, await readDayCaps(tx, spender, maxUsdPerDay, clock.wall()));
		if (grant.kind !== 'granted') short.set(projectGid, grant.reason);
	}
	return {
		open: candidates.filter(({ projectGid }) => !short.has(projectGid)),
		reasons: candidates.flatMap(({ cardGid, projectGid }): [string, Reason][] => {
			const reason = short.get(projectGid);
			return reason === undefined ? [] : [[cardGid, reason]];
		}),
	};
}

interface Group {
	readonly project_gid: string;
	readonly agent: string | null;
}

/** The first ready cards of a project for an agent, in the order of the index that is made for it. */
async function readGroup(
	tx: MasterTx,
	group: Group,
	depth: number,
	projects: ProjectBook,
): Promise<Candidate[]> {
	const { agent } = group;
	if (!isAgentName(agent)) return [];
	const { repository } = projects.settings(group.project_gid);
	return (await tx.cards.ready(group.project_gid, agent, depth)).map((row) => ({
		cardGid: row.gid,
		projectGid: group.project_gid,
		repository,
		agent,
		priority: row.priority,
		rank: row.rank,
		dueOn: row.due_on,
		readySince: row.ready_since ?? 0,
	}));
}

async function readLastStarts(tx: MasterTx, projectGids: ReadonlySet<string>): Promise<Map<string, number>> {
	const starts = new Map<string, number>();
	if (projectGids.size < 2) return starts;
	for (const gid of projectGids) starts.set(gid, await tx.runs.lastStart(gid));
	return starts;
}

/** What keeps one card of a project and an agent from starting keeps all behind it too. */
async function noteReasons(
	tx: MasterTx,
	candidates: readonly Candidate[],
	reasons: ReadonlyMap<string, Reason>,
	now: number,
): Promise<void> {
	const groups = new Map<string, { readonly candidate: Candidate; readonly reason: Reason }>();
	for (const candidate of candidates) {
		const reason = reasons.get(candidate.cardGid);
		if (reason !== undefined) groups.set(`${candidate.projectGid} ${candidate.agent}`, { candidate, reason });
	}
	for (const { candidate, reason } of groups.values())
		await tx.cards.noteReason(candidate.projectGid, candidate.agent, JSON.stringify(reason), now);
}
