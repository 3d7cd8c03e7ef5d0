import type { Transaction } from 'kysely';
import type { SweepReply, ToMaster } from '@aegis/shared/messages';
import type { MasterTables } from './tables.ts';

type SweepAsk = Extract<ToMaster, { type: 'sweep.ask' }>;

/** As many sessions of unfinished cards as are named; with more the oldest are not, and those cards would start afresh. */
const sessionLimit = 20_000;

/**
 * Says which cards nothing is to be done on any more (done or gone, unchanged for the age, without a run), and which
 * sessions belong to cards on which something may be. A card it does not know is not its to give up.
 */
export async function answerSweep(tx: Transaction<MasterTables>, ask: SweepAsk): Promise<SweepReply> {
	const rows =
		ask.projectGid === null || ask.cardGids.length === 0
			? []
			: await tx
					.selectFrom('card')
					.select('gid')
					.where('project_gid', '=', ask.projectGid)
					.where('gid', 'in', ask.cardGids)
					.where((eb) => eb.or([eb('completed', '=', 1), eb('present', '=', 0)]))
					.where('standing', '=', 'idle')
					.where('changed_at', '<', Date.now() - ask.keepMs)
					.where((eb) =>
						eb.not(
							eb.exists(
								eb
									.selectFrom('run')
									.select('run.run_id')
									.whereRef('run.card_gid', '=', 'card.gid')
									.where('run.state', '!=', 'finished'),
							),
						),
					)
					.execute();
	const sessions =
		ask.projectGid === null
			? await tx
					.selectFrom('run')
					.innerJoin('card', 'card.gid', 'run.card_gid')
					.select('run.session_id')
					.distinct()
					.where('card.completed', '=', 0)
					.where('card.present', '=', 1)
					.where('run.session_id', 'is not', null)
					.limit(sessionLimit)
					.execute()
			: [];
	return {
		type: 'sweep.reply',
		over: rows.map(({ gid }) => gid),
		sessions: sessions.flatMap(({ session_id: id }) => (id === null ? [] : [id])),
	};
}
