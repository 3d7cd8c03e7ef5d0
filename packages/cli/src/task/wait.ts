import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { requireCard } from '../control/order.ts';
import { nextStep } from './next-step.ts';

/** What `aegis task wait` ends with, for scripts. */
export const waitCodes = { done: 0, needsPerson: 6, timedOut: 7 } as const;

const lookMs = 500;

/**
 * Waits until a card is done (0) or needs a person (6), at most `timeout` minutes (7). A card that nobody works on and
 * that waits for nothing needs a person too: somebody must put it where work begins.
 */
export async function waitForCard(
	context: Context,
	gid: string,
	{ timeout }: { readonly timeout?: number },
): Promise<number> {
	const { terminal } = context;
	const deadline = timeout === undefined ? Infinity : performance.now() + timeout * 60_000;
	let shown = '';
	for (;;) {
		const card = await requireCard(context, gid);
		const state = card.reason?.text ?? (card.run?.activity ? `${card.run.agent}: working` : card.state);
		const line = `${card.section ?? 'no section'}: ${state}`;
		if (line !== shown) terminal.note(line);
		shown = line;
		if (card.state === 'done') {
			terminal.out('done');
			return waitCodes.done;
		}
		if (card.needs !== null || card.state === 'idle') {
			terminal.out('needs a person');
			const next = nextStep(card) ?? `aegis task move ${gid} "Ready Queue"`;
			terminal.note(`Next: \`${next}\``);
			return waitCodes.needsPerson;
		}
		if (performance.now() > deadline) {
			terminal.out('still waiting');
			return waitCodes.timedOut;
		}
		await delay(lookMs);
	}
}
