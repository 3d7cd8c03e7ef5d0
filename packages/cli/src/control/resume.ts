import type { Context } from '../context.ts';
import { nextStep } from '../task/next-step.ts';
import { nameCaller, order, requireCard } from './order.ts';
import { chooseTarget, describeOthers, findPause } from './target.ts';

/** Holds of a card that a person's word alone ends. */
const endedByWord = new Set(['awaiting-person', 'quarantined']);

/** Lifts the pause of exactly what is named; lets a card go on that was stopped or set aside. */
export async function resumeWork(
	context: Context,
	card: string | undefined,
	project: string | undefined,
): Promise<number> {
	const { terminal } = context;
	const { target, name } = await chooseTarget(context, card, project);
	const isHeld = async (): Promise<boolean> => {
		if (target.scope !== 'card') return false;
		const { section, reason } = await requireCard(context, target.gid);
		return section !== 'Clarification Needed' && endedByWord.has(reason?.code ?? '');
	};
	const isWaiting = async (): Promise<boolean> =>
		(await findPause(context, target)) !== null || (await isHeld());
	if (await isWaiting()) {
		const message = { type: 'work.resume', target, by: nameCaller() } as const;
		await order(context, message, async () => !(await isWaiting()));
		terminal.out(`Resumed: ${name}.`);
	} else {
		terminal.out(`Nothing to resume: ${name} was not paused${card === undefined ? '' : ' or stopped'}.`);
		if (target.scope === 'card') {
			const card = await requireCard(context, target.gid);
			if (card.reason !== null) terminal.note(`It waits for something else: ${card.reason.text}`);
			const next = nextStep(card);
			if (next !== null) {
				terminal.note(`Next: \`${next}\``);
				return 1;
			}
		}
	}
	for (const line of await describeOthers(context)) terminal.note(line);
	return 0;
}
