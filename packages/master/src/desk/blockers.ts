import type { CardSnapshot } from '@aegis/shared/domain';
import type { MasterTx } from '../store/master-store.ts';

/** Names of the dependencies that are not completed; a card the master knows itself counts as it stands here. */
export async function findBlockers({ cards }: MasterTx, card: CardSnapshot): Promise<string[]> {
	if (card.dependencies.length === 0) return [];
	const gids = card.dependencies.map(({ gid }) => gid);
	const known = await cards.named(gids);
	const byGid = new Map(known.map((row) => [row.gid, row]));
	return card.dependencies.flatMap(({ gid, completed }) => {
		const row = byGid.get(gid);
		const open = row === undefined ? !completed : row.completed === 0 && row.present === 1;
		return open ? [row?.name ?? gid] : [];
	});
}
