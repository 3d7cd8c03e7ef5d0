import type { ProjectBase } from '@aegis/shared/messages';
import { addWrite } from './board-writes.ts';
import { loadAppliedSeq } from './mirror.ts';
import type { ProjectStore, ProjectTransaction } from './tables.ts';

/** Rows per statement: SQLite takes 32,766 values. */
const chunk = 1_000;

export async function isSettled(db: ProjectTransaction | ProjectStore['db']): Promise<boolean> {
	return (await db.selectFrom('tenure').select('settled').executeTakeFirst())?.settled === 1;
}

/** Takes over how far the master says that the project was written. `at` is wall time in milliseconds. */
export async function settle(
	tx: ProjectTransaction,
	{ cards, outstanding }: Pick<ProjectBase, 'cards' | 'outstanding'>,
	at: number,
): Promise<void> {
	// All that is still to do is in the answer.
	await tx.deleteFrom('board_write').execute();
	for (let start = 0; start < cards.length; start += chunk)
		await tx
			.insertInto('applied')
			.values(
				cards
					.slice(start, start + chunk)
					.map(({ cardGid, appliedSeq }) => ({ card_gid: cardGid, seq: appliedSeq })),
			)
			.onConflict((conflict) =>
				conflict.column('card_gid').doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq') })),
			)
			.execute();
	for (const command of outstanding)
		if (command.seq > (await loadAppliedSeq(tx, command.cardGid))) await addWrite(tx, command, at);
	await tx.updateTable('tenure').set({ settled: 1 }).execute();
}
