import type { Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import type { PauseTarget } from '@aegis/shared/messages';
import { resumeCard, stopCard } from '../core/person/pause.ts';
import { tellPause } from '../core/card/tell-step.ts';
import type { CardDesk } from './card-desk.ts';
import type { Projects } from '../projects/projects.ts';
import { loadCard, markDue } from '../store/cards.ts';
import { recordEffects } from '../store/effects.ts';
import { deletePause, insertPause } from '../store/pauses.ts';
import type { MasterTables } from '../store/tables.ts';

type Tx = Transaction<MasterTables>;

/** Notes a pause, and stops what runs under it with the same commit. What only waits is told in its turn. */
export async function pauseWork(
	tx: Tx,
	{ target, by }: { readonly target: PauseTarget; readonly by: string },
	desk: CardDesk,
): Promise<Outgoing[]> {
	await insertPause(tx, target, by, Date.now());
	await recordEffects(tx, [tellPause(target, true)]);
	return lookUnder(tx, target, desk);
}

export async function resumeWork(tx: Tx, target: PauseTarget, desk: CardDesk): Promise<Outgoing[]> {
	await deletePause(tx, target);
	await recordEffects(tx, [tellPause(target, false)]);
	if (target.scope !== 'card') return lookUnder(tx, target, desk);
	const state = await loadCard(tx, target.gid);
	return state === null ? [] : desk.take(tx, state, resumeCard(state));
}

export async function stopWorkOn(tx: Tx, cardGid: string, by: string, desk: CardDesk): Promise<Outgoing[]> {
	const state = await loadCard(tx, cardGid);
	return state === null ? [] : desk.take(tx, state, stopCard(state, by));
}

/** Stops what runs in projects that nobody looks after any more, and has everything else looked at in its turn. */
export async function followTracking(tx: Tx, projects: Projects, desk: CardDesk): Promise<Outgoing[]> {
	await markDue(tx, null, Date.now());
	const active = await tx
		.selectFrom('card')
		.select(['gid', 'project_gid'])
		.where('standing', '=', 'active')
		.execute();
	const sent: Outgoing[] = [];
	for (const card of active)
		if (projects.get(card.project_gid) === null) sent.push(...(await desk.reconsider(tx, card.gid)));
	return sent;
}

async function lookUnder(tx: Tx, target: PauseTarget, desk: CardDesk): Promise<Outgoing[]> {
	if (target.scope === 'card') return desk.reconsider(tx, target.gid);
	const projectGid = target.scope === 'project' ? target.gid : null;
	await markDue(tx, projectGid, Date.now());
	let active = tx.selectFrom('card').select('gid').where('standing', '=', 'active');
	if (projectGid !== null) active = active.where('project_gid', '=', projectGid);
	const sent: Outgoing[] = [];
	for (const { gid } of await active.execute()) sent.push(...(await desk.reconsider(tx, gid)));
	return sent;
}
