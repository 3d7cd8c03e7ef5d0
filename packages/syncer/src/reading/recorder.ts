import type { Outgoing } from '@aegis/shared/actor';
import { failpoint } from '@aegis/shared/failpoint';
import { columnOf } from '../core/read-card.ts';
import { findExcursion } from '../core/read-history.ts';
import type { FieldMap } from '../core/field-map.ts';
import { tellMaster, type MirroredCard } from '../store/mirror.ts';
import type { Observations } from '../store/observations.ts';
import type { ProjectEdit } from '../store/project-facts.ts';
import { gidOf, toMirrored, type Sighting } from './sighting.ts';

/** Changes the project's facts in one transaction, and sends what the body returns once it is committed. */
export interface SyncerActor {
	act(body: (tx: ProjectEdit) => Promise<Outgoing[]>): Promise<void>;
}

/** At most this many cards are recorded in one transaction. */
const batchSize = 400;

/** Turns sightings into the mirror's new state and what the master is told of it, in one transaction each. */
export class Recorder {
	readonly #actor: SyncerActor;
	readonly #observations: Observations;
	readonly #projectGid: string;

	constructor(options: { actor: SyncerActor; observations: Observations; projectGid: string }) {
		this.#actor = options.actor;
		this.#observations = options.observations;
		this.#projectGid = options.projectGid;
	}

	/**
	 * Records what was read since `begun`. Answers with the cards that somebody else recorded meanwhile and that must be
	 * read again; `last` runs in the final transaction when there are none.
	 */
	async record(
		begun: number,
		sightings: readonly Sighting[],
		options: {
			readonly map: FieldMap;
			/** Tells the master of every card, changed or not. */
			readonly tellAll: boolean;
			readonly last: (tx: ProjectEdit) => Promise<Outgoing[]>;
		},
	): Promise<string[]> {
		const stale: string[] = [];
		for (let start = 0; start === 0 || start < sightings.length; start += batchSize) {
			const batch = sightings.slice(start, start + batchSize);
			const isLast = start + batchSize >= sightings.length;
			if (batch.length > 0) failpoint('syncer.before-record');
			await this.#actor.act(async (tx) => {
				const current = batch.filter((sighting) => this.#observations.isCurrent(gidOf(sighting), begun));
				stale.push(...batch.filter((sighting) => !current.includes(sighting)).map(gidOf));
				const outgoing = await this.#recordBatch(tx, current, options);
				if (isLast && stale.length === 0) outgoing.push(...(await options.last(tx)));
				return outgoing;
			});
			if (batch.length > 0) failpoint('syncer.after-record');
		}
		return stale;
	}

	async #recordBatch(
		tx: ProjectEdit,
		sightings: readonly Sighting[],
		options: { readonly map: FieldMap; readonly tellAll: boolean },
	): Promise<Outgoing[]> {
		this.#observations.record(sightings.map(gidOf));
		const known = await tx.loadCards(sightings.map(gidOf));
		const projectGid = this.#projectGid;
		const outgoing: Outgoing[] = [];
		for (const sighting of sightings) {
			if (sighting.kind === 'gone') {
				if (await tx.forgetCard(sighting.gid))
					outgoing.push(tellMaster({ type: 'card.gone', projectGid, cardGid: sighting.gid }));
				continue;
			}
			const before = known.get(sighting.task.gid);
			const appliedSeq = await tx.loadAppliedSeq(sighting.task.gid);
			const around = { projectGid, map: options.map, written: appliedSeq > 0 };
			const next = toMirrored(sighting, before, around);
			const card = next.snapshot;
			const visited = await findVisited(tx, sighting, before, projectGid);
			const isNews = await tx.saveCard(before, next);
			if (!isNews && visited === null && !options.tellAll) continue;
			// The card stood elsewhere for a moment: who put it there wanted its work stopped.
			if (visited !== null && before?.snapshot.section === card.section) {
				const there = { ...before.snapshot, section: visited === '' ? null : visited };
				outgoing.push(tellMaster({ type: 'card.observed', appliedSeq, card: there }));
			}
			outgoing.push(tellMaster({ type: 'card.observed', appliedSeq, card }));
		}
		return outgoing;
	}
}

/** The section a person had put the card into between two readings that look the same; null when there was none. */
async function findVisited(
	tx: ProjectEdit,
	{ task, history }: Sighting & { kind: 'there' },
	before: MirroredCard | undefined,
	projectGid: string,
): Promise<string | null> {
	if (history === null || before === undefined) return null;
	const { visited, seen } = findExcursion(history.moves, {
		after: before.lastMove,
		sectionGid: columnOf(task, projectGid),
		own: await tx.loadOwnMoves(task.gid),
	});
	await tx.forgetOwnMoves(task.gid, seen);
	return visited;
}
