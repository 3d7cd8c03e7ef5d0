import type { Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import { isAgentName, Reason } from '@aegis/shared/domain';
import { showReason } from '../core/board/compose.ts';
import { sieve } from '../core/start/halt.ts';
import { holdUp, schedule, type Candidate, type Occupant } from '../core/start/schedule.ts';
import type { CardDesk } from '../desk/card-desk.ts';
import type { Projects } from '../projects/projects.ts';
import { parseState } from '../store/cards.ts';
import type { CardRow, MasterTables } from '../store/tables.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

type Tx = Transaction<MasterTables>;

/** As many due cards as one look takes: the others have their turn half a second later. */
const passSize = 500;
/** How long a passing reason must last before it is worth a write to the board. */
const showAfterMs = 5_000;

/**
 * Starts what may start now. Its cost depends on the projects, the active cards and the free slots, not on how many cards
 * lie idle; of the ready ones it reads as many of each project and agent as could start, best first.
 */
export async function schedulePass(
	tx: Tx,
	desk: CardDesk,
	projects: Projects,
	pool: WorkerPool,
): Promise<Outgoing[]> {
	const groups = await tx
		.selectFrom('card')
		.select(['project_gid', 'agent'])
		.where('standing', '=', 'ready')
		.groupBy(['project_gid', 'agent'])
		.execute();
	// Runs of a project nobody tracks any more are refused to every worker: they would only take up room.
	const tracked = (row: { project_gid: string }): boolean => projects.get(row.project_gid) !== null;
	const wanted = groups.filter(tracked);
	if (wanted.length === 0) return [];
	const active = await tx
		.selectFrom('card')
		.select(['project_gid', 'agent', 'name'])
		.where('standing', '=', 'active')
		.execute();
	const occupants: Occupant[] = active.filter(tracked).flatMap((row) =>
		isAgentName(row.agent)
			? [
					{
						projectGid: row.project_gid,
						repository: projects.settings(row.project_gid).repository,
						agent: row.agent,
						cardName: row.name,
					},
				]
			: [],
	);
	const room = pool.room();
	// One more than can start: it gets the reason that holds for all behind it.
	const depth = Math.max(room.slots - occupants.length, 0) + 1;
	const candidates: Candidate[] = [];
	for (const group of wanted) candidates.push(...(await readGroup(tx, group, depth, projects)));
	const starts = await readLastStarts(tx, new Set(wanted.map((group) => group.project_gid)));
	const { open, held } = sieve(candidates, occupants, pool.halts, Date.now());
	const plan =
		pool.heldUpBy === null
			? schedule(open, occupants, {
					...room,
					total: pool.maxRuns,
					lastStart: (gid) => starts.get(gid) ?? 0,
					project: (gid) => projects.settings(gid).projectLimit,
					agent: (gid, agent) => projects.settings(gid).agentLimits[agent] ?? null,
				})
			: holdUp(candidates, pool.heldUpBy);
	const sent: Outgoing[] = [];
	for (const candidate of plan.starts) sent.push(...(await desk.start(tx, candidate)));
	const halted = [...held].map(([gid, { because }]): [string, Reason] => [gid, { code: 'held-up', because }]);
	await noteReasons(tx, candidates, new Map([...halted, ...plan.reasons]));
	return sent;
}

interface Group {
	readonly project_gid: string;
	readonly agent: string | null;
}

/** The first ready cards of a project for an agent, in the order of the index that is made for it. */
async function readGroup(tx: Tx, group: Group, depth: number, projects: Projects): Promise<Candidate[]> {
	const { agent } = group;
	if (!isAgentName(agent)) return [];
	const rows = await tx
		.selectFrom('card')
		.select(['gid', 'priority', 'rank', 'due_on', 'ready_since'])
		.where('standing', '=', 'ready')
		.where('project_gid', '=', group.project_gid)
		.where('agent', '=', agent)
		.orderBy('priority')
		.orderBy('due_on')
		.orderBy('rank')
		.orderBy('ready_since')
		.limit(depth)
		.execute();
	const { repository } = projects.settings(group.project_gid);
	return rows.map((row) => ({
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

async function readLastStarts(tx: Tx, projectGids: ReadonlySet<string>): Promise<Map<string, number>> {
	const starts = new Map<string, number>();
	if (projectGids.size < 2) return starts;
	for (const gid of projectGids) {
		const last = await tx
			.selectFrom('run')
			.select('queued_at')
			.where('project_gid', '=', gid)
			.orderBy('queued_at', 'desc')
			.limit(1)
			.executeTakeFirst();
		starts.set(gid, last?.queued_at ?? 0);
	}
	return starts;
}

/** What keeps one card of a project and an agent from starting keeps all behind it too. */
async function noteReasons(
	tx: Tx,
	candidates: readonly Candidate[],
	reasons: ReadonlyMap<string, Reason>,
): Promise<void> {
	const groups = new Map<string, { readonly candidate: Candidate; readonly reason: Reason }>();
	for (const candidate of candidates) {
		const reason = reasons.get(candidate.cardGid);
		if (reason !== undefined) groups.set(`${candidate.projectGid} ${candidate.agent}`, { candidate, reason });
	}
	for (const { candidate, reason } of groups.values()) {
		const text = JSON.stringify(reason);
		await tx
			.updateTable('card')
			.set({ reason: text, reason_since: Date.now() })
			.where('standing', '=', 'ready')
			.where('project_gid', '=', candidate.projectGid)
			.where('agent', '=', candidate.agent)
			.where((eb) => eb.or([eb('reason', 'is', null), eb('reason', '!=', text)]))
			.execute();
	}
}

/** Writes passing reasons that have lasted to their cards, once each. */
export async function showLastingReasons(tx: Tx, desk: CardDesk): Promise<Outgoing[]> {
	const rows = await tx
		.selectFrom('card')
		.select(['gid', 'state', 'reason'])
		.where('standing', 'in', ['ready', 'waiting'])
		.where('reason', 'is not', null)
		.where('reason_since', '<', Date.now() - showAfterMs)
		.where('reason_since', '>', Date.now() - 12 * showAfterMs)
		.execute();
	const sent: Outgoing[] = [];
	for (const row of rows) sent.push(...(await desk.attempt(tx, row.gid, () => showLasting(tx, row))));
	return sent;
}

async function showLasting(tx: Tx, row: Pick<CardRow, 'gid' | 'state' | 'reason'>): Promise<Outgoing[]> {
	const state = parseState(row.state);
	const reason = Reason.parse(JSON.parse(row.reason ?? 'null'));
	const shown = showReason(state, reason);
	if (shown === null) return [];
	await tx
		.updateTable('card')
		.set({ state: JSON.stringify(shown.state) })
		.where('gid', '=', row.gid)
		.execute();
	return [{ to: { actor: `syncer.${state.projectGid}` }, message: shown.apply }];
}

/** Looks again at the cards whose time has come: a backoff or a usage limit is over. */
export async function wakeDue(tx: Tx, desk: CardDesk): Promise<Outgoing[]> {
	const due = await tx
		.selectFrom('card')
		.select('gid')
		.where('wake_at', '<=', Date.now())
		.limit(passSize)
		.execute();
	const sent: Outgoing[] = [];
	for (const { gid } of due) sent.push(...(await desk.reconsider(tx, gid)));
	return sent;
}
