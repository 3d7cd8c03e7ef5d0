import { connectMaster } from '@aegis/shared/api';
import type { Context } from '../context.ts';
import { nameCaller, order } from './order.ts';
import { chooseTarget, findPause } from './target.ts';

/** Pauses everything, a project or a card. Done when the master has it; agents under way are gone within seconds. */
export async function pauseWork(
	context: Context,
	card: string | undefined,
	project: string | undefined,
): Promise<number> {
	const { terminal } = context;
	const { target, name, args } = await chooseTarget(context, card, project);
	const before = await findPause(context, target);
	if (before !== null) {
		terminal.out(`Already paused by ${before.by}: ${name}.`);
	} else {
		const isDone = async (): Promise<boolean> => (await findPause(context, target)) !== null;
		await order(context, { type: 'work.pause', target, by: nameCaller() }, isDone);
		terminal.out(`Paused: ${name}.`);
	}
	const { cards } = await connectMaster(context.home).status();
	const still = cards.filter(
		({ gid, projectGid, state }) =>
			state === 'running' &&
			(target.scope === 'all' || target.gid === (target.scope === 'card' ? gid : projectGid)),
	);
	if (still.length > 0) {
		const agents = still.length === 1 ? '1 agent' : `${still.length} agents`;
		terminal.note(`${agents} under way: being stopped, and what they know is kept.`);
	}
	terminal.note(`Next: \`aegis resume${args}\` lets it go on.`);
	return 0;
}
