import type { Changes, Topic } from '../core/collapse-events.ts';
import { delayOfLook, isDoubtful } from '../core/second-look.ts';
import { columnOf } from '../core/read-card.ts';
import { gidOf, type Sighting } from './sighting.ts';

interface Doubted {
	readonly moment: number;
	readonly looks: number;
	readonly topics: ReadonlySet<Topic>;
	/** On the monotonic clock. */
	readonly dueAt: number;
}

/** The cards that are looked at once more, because what was read of them may be older than the events that told of it. */
export class Doubts {
	readonly #projectGid: string;
	readonly #cards = new Map<string, Doubted>();

	constructor(projectGid: string) {
		this.#projectGid = projectGid;
	}

	/** The cards to look at now. */
	due(): Map<string, Doubted> {
		return new Map([...this.#cards].filter(([, { dueAt }]) => dueAt <= performance.now()));
	}

	/** Considers what a look after events showed. `earlier` are the doubts that were due with it. */
	judge(
		sightings: readonly Sighting[],
		about: {
			readonly changes: Pick<Changes, 'cards' | 'moments' | 'deleted'>;
			readonly earlier: ReadonlyMap<string, Doubted>;
		},
	): void {
		for (const sighting of sightings) {
			const gid = gidOf(sighting);
			const before = about.earlier.get(gid);
			if (before !== undefined) this.#cards.delete(gid);
			const moment = about.changes.moments.get(gid) ?? before?.moment;
			if (moment === undefined) continue;
			const there = sighting.kind === 'there' ? sighting : null;
			const record = sighting.kind === 'there' ? sighting.task : sighting.outside;
			const looks = (about.changes.moments.has(gid) ? 0 : (before?.looks ?? 0)) + 1;
			const delayMs = delayOfLook(looks);
			const doubtful = isDoubtful(moment, {
				modifiedAt: record?.modifiedAt ?? null,
				historyAt: there === null ? null : this.#historyAt(there),
				deleted: about.changes.deleted.has(gid),
			});
			if (!doubtful || delayMs === null) continue;
			const topics = new Set([...(about.changes.cards.get(gid) ?? []), ...(before?.topics ?? [])]);
			this.#cards.set(gid, { moment, looks, topics, dueAt: performance.now() + delayMs });
		}
	}

	/** A history that ends elsewhere than where the card is was not read at the same time. */
	#historyAt({ history, task }: Sighting & { kind: 'there' }): number | null {
		const last = history?.moves.at(-1)?.to ?? null;
		const agrees = last === null || last.gid === columnOf(task, this.#projectGid);
		return agrees ? (history?.at ?? null) : null;
	}
}
