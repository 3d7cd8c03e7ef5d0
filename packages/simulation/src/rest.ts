import { describeReason, Reason } from '@aegis/shared/domain';
import type { CardRecord } from '@aegis/master/store/master-store';
import type { World } from './world.ts';

/** What only a person can end. */
const needsPerson = new Set<string>([
	'awaiting-clarification',
	'awaiting-approval',
	'awaiting-person',
	'budget-reached',
	'quarantined',
	'unknown-agent',
]);

/** Why a card may not rest as it does; null when it may. */
export function findUnrest(world: World, gid: string): string | null {
	const [complaint] = world.room.complaints;
	if (complaint !== undefined) return `a service complained: ${complaint}`;
	const [buried] = world.room.redis.buried;
	if (buried !== undefined) return `a message to ${buried.to} was set aside: ${buried.reason}`;
	const row = world.master.disk.cards.rows.get(gid);
	const task = world.room.board.get(gid)?.task;
	if (row === undefined) return task === undefined ? null : 'the master never heard of the card';
	const { state, standing } = row;
	if (task === undefined) return state.present ? 'a card that is gone is still there' : null;
	if (!state.present) return 'the master believes the card to be gone';
	if (state.work.kind !== 'idle') return `its run is ${state.work.kind} for ever`;
	const section = world.room.board.section(gid);
	const agent = world.room.board.field(gid, 'Agent');
	const { place } = state;
	if (place.section !== section || place.agent !== agent || place.completed !== task.completed)
		return `the board says ${section ?? 'nowhere'}, the master ${place.section ?? 'nowhere'}`;
	const shownUsd = task.fields.find((field) => field.gid === 'Cost')?.number ?? 0;
	// The board keeps four digits.
	if (Math.abs(shownUsd - state.spentUsd) > 0.0001)
		return `the board says it cost ${shownUsd}, the master ${state.spentUsd}`;
	if (standing === 'idle')
		return task.completed || section === 'Drafts' || section === 'Done' ? null : `it rests in ${section}`;
	if (standing !== 'waiting') return `it is ${standing} for ever`;
	const reason = Reason.parse(JSON.parse(row.reason ?? 'null'));
	const blocked = reason.code === 'blocked' && hasOpenDependency(world, row);
	const paused = reason.code === 'paused' && world.master.disk.pauses.size > 0;
	if (!blocked && !paused && !needsPerson.has(reason.code)) return `it waits for ever: ${reason.code}`;
	const shown = world.room.board.field(gid, 'Reason');
	return shown === describeReason(reason) || wasRefused(row)
		? null
		: `it says “${shown ?? ''}”, the reason is “${describeReason(reason)}”`;
}

function hasOpenDependency(world: World, { state }: CardRecord): boolean {
	return state.card.dependencies.some(({ gid }) => world.room.board.get(gid)?.task.completed === false);
}

/** The board would not take the reason itself. */
function wasRefused({ state }: CardRecord): boolean {
	return state.hold?.reason.code === 'awaiting-person' && state.hold.reason.detail.startsWith('the board');
}

/** What must be the same after everything was killed and started again. */
export function describeCard(world: World, gid: string): string {
	const state = world.master.disk.cards.rows.get(gid)?.state;
	const card = world.room.board.get(gid);
	return JSON.stringify([
		state?.place,
		state?.epoch,
		state?.spentUsd,
		card?.task.fields,
		card?.stories.length,
	]);
}

/** Nothing is under way, on its way, or about to happen by itself. */
export function isQuiet(world: World): boolean {
	const { redis } = world.room;
	return (
		world.syncer.isQuiet &&
		world.master.isSent &&
		redis.isQuiet &&
		world.workers.every((worker) => worker.isQuiet) &&
		[...world.master.disk.cards.rows.values()].every(
			({ standing }) => standing !== 'active' && standing !== 'ready',
		)
	);
}

/** When the next wait ends by itself, on the master's wall clock; null when none does. */
export function nextWake(world: World): number | null {
	let next: number | null = null;
	for (const { standing, wake_at: wakeAt } of world.master.disk.cards.rows.values())
		if (standing === 'waiting' && wakeAt !== null) next = Math.min(next ?? wakeAt, wakeAt);
	return next;
}
