import type { Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import { isAgentName, Reason } from '@aegis/shared/domain';
import { showReason } from './core/compose.ts';
import { holdUp, schedule, type Candidate, type Occupant } from './core/schedule.ts';
import type { CardDesk } from './card-desk.ts';
import type { Projects } from './projects.ts';
import { loadCard, parseState } from './store/cards.ts';
import type { MasterTables } from './store/tables.ts';
import type { WorkerPool } from './worker-pool.ts';

type Tx = Transaction<MasterTables>;

/** As many ready cards as one pass looks at: more than can start, so that order and limits are right. */
const passSize = 500;
/** How long a passing reason must last before it is worth a write to the board. */
const showAfterMs = 5_000;

/** Starts what may start now. Its cost depends on the ready and active cards, not on how many lie idle. */
export async function schedulePass(
	tx: Tx,
	desk: CardDesk,
	projects: Projects,
	pool: WorkerPool,
): Promise<Outgoing[]> {
	const ready = await tx
		.selectFrom('card')
		.select(['gid', 'project_gid', 'agent', 'rank', 'due_on', 'ready_since', 'reason', 'state'])
		.where('standing', '=', 'ready')
		.orderBy('ready_since')
		.limit(passSize)
		.execute();
	if (ready.length === 0) return [];
	const active = await tx
		.selectFrom('card')
		.select(['project_gid', 'agent', 'name'])
		.where('standing', '=', 'active')
		.execute();
	// Runs of a project nobody tracks any more are refused to every worker: they would only take up room.
	const tracked = (row: { project_gid: string }): boolean => projects.get(row.project_gid) !== null;
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
	const candidates: Candidate[] = ready.filter(tracked).flatMap((row) =>
		isAgentName(row.agent)
			? [
					{
						cardGid: row.gid,
						projectGid: row.project_gid,
						repository: projects.settings(row.project_gid).repository,
						agent: row.agent,
						rank: row.rank,
						dueOn: row.due_on,
						readySince: row.ready_since ?? 0,
					},
				]
			: [],
	);
	const plan =
		pool.heldUpBy === null
			? schedule(candidates, occupants, {
					...pool.room(),
					project: (gid) => projects.settings(gid).projectLimit,
					agent: (gid, agent) => projects.settings(gid).agentLimits[agent] ?? null,
				})
			: holdUp(candidates, pool.heldUpBy);
	const sent: Outgoing[] = [];
	for (const candidate of plan.starts) sent.push(...(await desk.start(tx, candidate)));
	for (const row of ready) {
		const reason = plan.reasons.get(row.gid);
		if (reason === undefined) continue;
		const text = JSON.stringify(reason);
		if (text === row.reason) continue;
		await tx
			.updateTable('card')
			.set({ reason: text, reason_since: Date.now() })
			.where('gid', '=', row.gid)
			.execute();
	}
	return sent;
}

/** Writes passing reasons that have lasted to their cards, once each. */
export async function showLastingReasons(tx: Tx): Promise<Outgoing[]> {
	const rows = await tx
		.selectFrom('card')
		.select(['gid', 'state', 'reason'])
		.where('standing', 'in', ['ready', 'waiting'])
		.where('reason', 'is not', null)
		.where('reason_since', '<', Date.now() - showAfterMs)
		.where('reason_since', '>', Date.now() - 12 * showAfterMs)
		.execute();
	const sent: Outgoing[] = [];
	for (const row of rows) {
		const state = parseState(row.state);
		const reason = Reason.parse(JSON.parse(row.reason ?? 'null'));
		const shown = showReason(state, reason);
		if (shown === null) continue;
		await tx
			.updateTable('card')
			.set({ state: JSON.stringify(shown.state) })
			.where('gid', '=', row.gid)
			.execute();
		sent.push({ to: { actor: `syncer.${state.projectGid}` }, message: shown.apply });
	}
	return sent;
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
	for (const { gid } of due)
		if ((await loadCard(tx, gid)) !== null) sent.push(...(await desk.reconsider(tx, gid)));
	return sent;
}
