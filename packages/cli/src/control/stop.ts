import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { nameCaller, order, requireCard } from './order.ts';

/** Stops the agent at a card and holds the card. Throws NOTHING_TO_STOP where no agent would work on it. */
export async function stopTask(context: Context, gid: string): Promise<number> {
	const { terminal } = context;
	const before = await requireCard(context, gid);
	if (before.state === 'idle' || before.state === 'done' || before.section === 'Clarification Needed') {
		const where = before.section === null ? 'in no section' : `in ${before.section}`;
		throw new AegisError('NOTHING_TO_STOP', `No agent works on “${before.name}”: it is ${where}.`, {
			fix: 'Nothing to do; `aegis status` lists what runs.',
		});
	}
	const isDone = async (): Promise<boolean> => {
		const { state, reason } = await requireCard(context, gid);
		return state === 'waiting' && reason?.code === 'awaiting-person';
	};
	await order(context, { type: 'card.stop', cardGid: gid, by: nameCaller() }, isDone);
	terminal.out(`Stopped: “${before.name}”.`);
	terminal.note(`Next: move or edit the card, or \`aegis resume ${gid}\`, when it may go on.`);
	return 0;
}
