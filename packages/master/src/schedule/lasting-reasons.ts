import type { Outgoing } from '@aegis/shared/actor';
import { Reason } from '@aegis/shared/domain';
import { showReason } from '../core/board/compose.ts';
import type { CardDesk } from '../desk/card-desk.ts';
import type { MasterTx } from '../store/master-store.ts';

/** How long a passing reason must last before it is worth a write to the board. Milliseconds. */
const showAfterMs = 5_000;

/** Writes passing reasons that have lasted to their cards, once each. */
export async function showLastingReasons(tx: MasterTx, desk: CardDesk, now: number): Promise<Outgoing[]> {
	const sent: Outgoing[] = [];
	for (const { gid, reason } of await tx.cards.reasonsBetween(now - 12 * showAfterMs, now - showAfterMs))
		sent.push(...(await desk.attempt(tx, gid, () => showLasting(tx, gid, reason))));
	return sent;
}

async function showLasting(tx: MasterTx, gid: string, reason: string): Promise<Outgoing[]> {
	const state = await tx.cards.load(gid);
	if (state === null) return [];
	const shown = showReason(state, Reason.parse(JSON.parse(reason)));
	if (shown === null) return [];
	await tx.cards.putState(gid, shown.state);
	return [{ to: { actor: `syncer.${state.projectGid}` }, message: shown.apply }];
}
