import type { ReceiptView } from '@aegis/shared/api';
import type { PauseTarget } from '@aegis/shared/messages';

/** The receipt of a pause, or of what lifts one: neither can be refused. */
export function pauseReceipt(
	orderId: string,
	kind: 'pause' | 'resume',
	target: PauseTarget,
	by: string,
	at: number,
): ReceiptView {
	const text = kind === 'pause' ? 'Paused: what runs is being stopped.' : 'It goes on.';
	const cardGid = target.scope === 'card' ? target.gid : null;
	return { orderId, cardGid, kind, by, at, accepted: true, text };
}
