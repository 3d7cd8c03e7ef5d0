import type { Clock } from '@aegis/shared/clock';
import type { Changes, Due, Topic } from '../core/collapse-events.ts';
import { delayOfLook, isDoubtful } from '../core/second-look.ts';
import { columnOf } from '../core/read-card.ts';
import { agrees } from '../core/read-history.ts';
import { gidOf, type Sighting } from './sighting.ts';

interface Doubted {
	readonly due: Due;
	readonly looks: number;
	readonly topics: ReadonlySet<Topic>;
	/** On the monotonic clock. */
	readonly dueAt: number;
}

/** The cards that are looked at once more, because what was read of them may be older than the events that told of it. */
export class Doubts {
	readonly #projectGid: string;
	readonly #clock: Pick<Clock, 'monotonic'>;
	readonly #cards = new Map<string, Doubted>();

	constructor(projectGid: string, clock: Pick<Clock, 'monotonic'>) {
		this.#projectGid = projectGid;
		this.#clock = clock;
	}

	/** The cards to look at now. */
	due(): Map<string, Doubted> {
		return new Map([...this.#cards].filter(([, { dueAt }]) => dueAt <= this.#clock.monotonic()));
	}

	/** Considers what a look after events showed. `earlier` are the doubts that were due with it. */
	judge(
		sightings: readonly Sighting[],
		about: {
			readonly changes: Pick<Changes, 'cards' | 'due' | 'deleted'>;
			readonly earlier: ReadonlyMap<string, Doubted>;
		},
	): void {
		for (const gid of about.earlier.keys()) this.#cards.delete(gid);
		for (const sighting of sightings) {
			const gid = gidOf(sighting);
			const before = about.earlier.get(gid) ?? this.#cards.get(gid);
			this.#cards.delete(gid);
			const due = merge(about.changes.due.get(gid), before?.due);
			if (due === undefined) continue;
			const record = sighting.kind === 'there' ? sighting.task : sighting.outside;
			const looks = (about.changes.due.has(gid) ? 0 : (before?.looks ?? 0)) + 1;
			const delayMs = delayOfLook(looks);
			const doubtful = isDoubtful(due, {
				modifiedAt: record?.modifiedAt ?? null,
				stories: sighting.kind === 'there' ? (sighting.history?.stories ?? null) : null,
				contradicts: sighting.kind === 'there' && this.#contradicts(sighting),
				deleted: about.changes.deleted.has(gid),
			});
			if (!doubtful || delayMs === null) continue;
			const topics = new Set<Topic>([
				...(about.changes.cards.get(gid) ?? []),
				...(before?.topics ?? []),
				...(sighting.kind === 'there' && this.#contradicts(sighting) ? (['moves'] as const) : []),
			]);
			this.#cards.set(gid, { due, looks, topics, dueAt: this.#clock.monotonic() + delayMs });
		}
	}

	#contradicts({ history, task }: Sighting & { kind: 'there' }): boolean {
		return history !== null && !agrees(history.moves, columnOf(task, this.#projectGid));
	}
}

function merge(one: Due | undefined, other: Due | undefined): Due | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return {
		record: Math.max(one.record, other.record),
		story: Math.max(one.story, other.story),
		stories: [...new Set([...one.stories, ...other.stories])],
	};
}
