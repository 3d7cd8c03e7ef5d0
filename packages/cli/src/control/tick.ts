import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { nameCaller, order, requireCard } from './order.ts';

/**
 * Lets the guarded paths of a card land with it: exactly those that are shown. Throws NOTHING_TO_TICK, and TICK_UNCONFIRMED
 * (exit 2) where nobody can be asked and nobody said --yes.
 */
export async function tickTask(
	context: Context,
	gid: string,
	options: { readonly yes: boolean },
): Promise<number> {
	const { terminal } = context;
	const { name, guarded } = await requireCard(context, gid);
	if (guarded == null || guarded.ticked) {
		const why = guarded == null ? 'it changes no guarded path that anybody saw' : 'it has its second tick';
		throw new AegisError('NOTHING_TO_TICK', `“${name}” waits for no second tick: ${why}.`, {
			fix: 'Nothing to do; `aegis status` says what it waits for.',
		});
	}
	terminal.out(`“${name}” changes guarded paths:`);
	for (const { path, why } of guarded.changes) terminal.out(`  ${path} (${why})`);
	if (guarded.count > guarded.changes.length)
		terminal.out(`  and ${guarded.count - guarded.changes.length} more`);
	if (!options.yes) await agree(context);
	const act = { kind: 'tick', digest: guarded.digest } as const;
	await order(context, { type: 'card.order', cardGid: gid, act, by: nameCaller() }, async () => {
		const { guarded: now } = await requireCard(context, gid);
		return now?.ticked === true && now.digest === guarded.digest;
	});
	terminal.out('They may land with it.');
	return 0;
}

async function agree({ terminal }: Context): Promise<void> {
	if (!terminal.interactive) {
		throw new AegisError('TICK_UNCONFIRMED', 'Nobody confirmed the guarded paths; nothing was changed.', {
			fix: 'Run it with --yes once you have looked at the change.',
			exitCode: 2,
		});
	}
	const { askWhether, cancelled } = await import('../connect/questions.ts');
	if (!(await askWhether('Shall they land with it?'))) throw cancelled();
}
