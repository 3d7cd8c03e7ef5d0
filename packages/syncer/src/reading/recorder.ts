import type { Actor, Outgoing } from '@aegis/shared/actor';
import { failpoint } from '@aegis/shared/failpoint';
import type { ToSyncer } from '@aegis/shared/messages';
import { readCard } from '../core/read-card.ts';
import type { FieldMap } from '../core/field-map.ts';
import { forgetCard, loadAppliedSeq, loadCards, saveCard, tellMaster } from '../store/mirror.ts';
import type { Observations } from '../store/observations.ts';
import type { ProjectTransaction, SyncerTables } from '../store/tables.ts';
import { gidOf, type Sighting } from './sighting.ts';

export type SyncerActor = Actor<SyncerTables, ToSyncer>;

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
			readonly last: (tx: ProjectTransaction) => Promise<Outgoing[]>;
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
		tx: ProjectTransaction,
		sightings: readonly Sighting[],
		options: { readonly map: FieldMap; readonly tellAll: boolean },
	): Promise<Outgoing[]> {
		this.#observations.record(sightings.map(gidOf));
		const known = await loadCards(tx, sightings.map(gidOf));
		const projectGid = this.#projectGid;
		const outgoing: Outgoing[] = [];
		for (const sighting of sightings) {
			if (sighting.kind === 'gone') {
				if (await forgetCard(tx, sighting.gid))
					outgoing.push(tellMaster({ type: 'card.gone', projectGid, cardGid: sighting.gid }));
				continue;
			}
			const { task, comments, dependencies, commentsAt } = sighting;
			const before = known.get(task.gid);
			const card = readCard(task, {
				projectGid,
				map: options.map,
				dependencies,
				comments: comments ?? before?.snapshot.comments ?? [],
				rank: sighting.rank ?? before?.snapshot.rank ?? null,
			});
			const isNews = await saveCard(tx, before, { snapshot: card, commentsAt });
			if (!isNews && !options.tellAll) continue;
			const appliedSeq = await loadAppliedSeq(tx, task.gid);
			outgoing.push(tellMaster({ type: 'card.observed', appliedSeq, card }));
		}
		return outgoing;
	}
}
