import { setTimeout as delay } from 'node:timers/promises';
import { connectMaster, type CardDetailView } from '@aegis/shared/api';
import type { Context } from '../context.ts';
import { requireCard } from '../control/order.ts';
import { judgeWait } from './core/judge-wait.ts';
import { nextStep } from './next-step.ts';

/** What `aegis task wait` ends with, for scripts. */
export const waitCodes = { done: 0, needsPerson: 6, timedOut: 7 } as const;

const lookMs = 500;

/**
 * Waits until a card is done (0) or needs a person (6), at most `timeout` minutes (7). A card that nobody works on and
 * that waits for nothing needs a person too: somebody must put it where work begins. Throws CARD_UNKNOWN (exit 3).
 */
export async function waitForCard(
	context: Context,
	gid: string,
	{ timeout }: { readonly timeout?: number },
): Promise<number> {
	const { terminal, home } = context;
	const master = connectMaster(home);
	const startedAt = performance.now();
	const limitMs = timeout === undefined ? Infinity : timeout * 60_000;
	let shown = '';
	for (;;) {
		const card = await master.card(gid);
		const waitedMs = performance.now() - startedAt;
		const line = card === null ? 'not seen on the board yet' : describe(card);
		if (line !== shown) terminal.note(line);
		shown = line;
		switch (judgeWait(card, waitedMs)) {
			case 'done':
				terminal.out('done');
				return waitCodes.done;
			case 'needs-person': {
				terminal.out('needs a person');
				const next = (card === null ? null : nextStep(card)) ?? `aegis task move ${gid} "Ready Queue"`;
				terminal.note(`Next: \`${next}\``);
				return waitCodes.needsPerson;
			}
			case 'unknown':
				await requireCard(context, gid);
				break;
			case null:
		}
		if (waitedMs > limitMs) {
			terminal.out('still waiting');
			return waitCodes.timedOut;
		}
		await delay(lookMs);
	}
}

function describe(card: CardDetailView): string {
	const state = card.reason?.text ?? (card.run?.activity ? `${card.run.agent}: working` : card.state);
	return `${card.section ?? 'no section'}: ${state}`;
}
