import type { Outgoing } from '@aegis/shared/actor';
import { sleep } from '@aegis/shared/clock';
import type { CardSnapshot } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import type { Logger } from '@aegis/shared/log';
import { BoardTrouble } from '../asana/trouble.ts';
import type { Topic } from '../core/collapse-events.ts';
import { coalesce, type Batch } from '../core/coalesce.ts';
import { commentFor } from '../core/imagine-fields.ts';
import { retryDelay } from '../core/retry-delay.ts';
import type { CardDetails } from '../reading/card-details.ts';
import type { SyncerActor } from '../reading/recorder.ts';
import { toMirrored } from '../reading/sighting.ts';
import type { BoardWrite } from '../store/board-writes.ts';
import { tellMaster } from '../store/mirror.ts';
import type { ProjectEdit, ProjectFacts } from '../store/project-facts.ts';
import { carryOut, lookAgain, type Progress, type Workbench, type WriteEnd } from './carry-out.ts';

/** Cards written to at the same time. */
const maxCards = 10;
/** Milliseconds between looks for a command that is missing in the row. */
const gapLookMs = 500;

/**
 * Carries out the commands in the store.
 *
 * Invariants:
 * W1 the commands of one card are carried out in the order of their numbers, one at a time; a missing one is waited
 *    for, but not for ever;
 * W2 a command leaves the store together with the news of its end, and not before it has ended;
 * W3 a command found at start, or tried before, may have been carried out: it is done so that doing it twice is once;
 * W4 commands that are written as one are answered one by one, each as if it had been written alone.
 */
export class WriteLoop {
	readonly #bench: Workbench;
	readonly #details: CardDetails;
	readonly #actor: SyncerActor;
	readonly #facts: ProjectFacts;
	readonly #projectGid: string;
	readonly #log: Logger;
	readonly #onFatal: (error: unknown) => void;
	readonly #busy = new Map<string, Promise<void>>();
	/** Commands that may have been carried out: those of an earlier process, and those an attempt was begun at. */
	readonly #tried = new Set<string>();
	/** Commands that could not be written together with others. */
	readonly #alone = new Set<string>();
	readonly #stopping = new AbortController();
	#inherited = false;
	#scanning = false;
	#again = false;

	constructor(options: {
		bench: Workbench;
		details: CardDetails;
		actor: SyncerActor;
		facts: ProjectFacts;
		projectGid: string;
		log: Logger;
		onFatal: (error: unknown) => void;
	}) {
		this.#bench = options.bench;
		this.#details = options.details;
		this.#actor = options.actor;
		this.#facts = options.facts;
		this.#projectGid = options.projectGid;
		this.#log = options.log;
		this.#onFatal = options.onFatal;
	}

	/** To be called once; until then nothing is begun, though commands may come. */
	async inherit(): Promise<void> {
		for (const write of await this.#facts.listWrites()) this.#tried.add(keyOf(write));
		this.#inherited = true;
	}

	/** Looks for commands to carry out; to be called after every commit that may have brought some. */
	nudge(): void {
		if (!this.#inherited) return;
		if (this.#scanning) {
			this.#again = true;
			return;
		}
		this.#scanning = true;
		this.#scan()
			.catch((error: unknown) => this.#onFatal(error))
			.finally(() => {
				this.#scanning = false;
				if (this.#again) {
					this.#again = false;
					this.nudge();
				}
			});
	}

	async #scan(): Promise<void> {
		if (this.#stopping.signal.aborted || this.#busy.size >= maxCards) return;
		const cards = new Set((await this.#facts.listWrites()).map((write) => write.cardGid));
		for (const cardGid of cards) {
			if (this.#busy.size >= maxCards) return;
			if (this.#busy.has(cardGid)) continue;
			const work = this.#writeCard(cardGid)
				.catch((error: unknown) => {
					if (this.#stopping.signal.aborted) return;
					// The process ends: until it has, nothing more is begun.
					this.#stopping.abort(error);
					this.#onFatal(error);
				})
				.finally(() => {
					this.#busy.delete(cardGid);
					this.nudge();
				});
			this.#busy.set(cardGid, work);
		}
	}

	async #writeCard(cardGid: string): Promise<void> {
		while (!this.#stopping.signal.aborted) {
			const next = await this.#facts.nextWrites(cardGid, this.#bench.clock.wall());
			if (next === null) return;
			if (next.kind === 'writes') await this.#finish(await this.#choose(next.writes));
			// Short waits: the command that is missing may come at any moment.
			else await this.#pause(Math.min(next.waitMs, gapLookMs));
		}
	}

	/** What to write next: as many commands at once as may be. */
	async #choose(writes: readonly [BoardWrite, ...BoardWrite[]]): Promise<Batch<BoardWrite>> {
		const [first] = writes;
		if (writes.length === 1 || this.#alone.has(keyOf(first))) return { merged: first, members: [first] };
		for (let failures = 1; ; failures++) {
			try {
				const { map } = await this.#bench.schema.get();
				return map.fieldless ? { merged: first, members: [first] } : coalesce(writes, map);
			} catch (error) {
				if (!(error instanceof BoardTrouble)) throw error;
				await this.#pause(retryDelay(error.failure, failures, this.#bench.chance.random()));
			}
		}
	}

	async #finish({ merged, members }: Batch<BoardWrite>): Promise<void> {
		let write = merged;
		const ids = {
			cardGid: merged.cardGid,
			seq: merged.seq,
			...(members.length === 1 ? {} : { of: members.length }),
		};
		const tried = members.some((member) => this.#tried.has(keyOf(member)));
		const progress: Progress = { tried, comment: null };
		// Whatever ends this attempt, the next one must know of it.
		for (const member of members) this.#tried.add(keyOf(member));
		let end: WriteEnd | null = null;
		for (let failures = 1; ; failures++) {
			try {
				if (end === null) write = await this.#addNote(merged);
				end ??= await carryOut(this.#bench, write, progress);
				// What a field would have said must not get lost, nor an approval that is void go on to stand there.
				const note = write.comment !== null && write.comment !== merged.comment;
				if (note && progress.comment === null) end = { ...end, outcome: 'failed' };
				if (end.outcome === 'failed' && members.length > 1) return this.#separate(members);
				while (!(await this.#record(write, members, { end, progress })))
					end = await lookAgain(this.#bench, write, end);
				for (const { cardGid: card, seq } of members)
					this.#bench.effects.record({ kind: 'written', card, seq, outcome: end.outcome });
				this.#log.info({ ...ids, outcome: end.outcome, detail: end.detail ?? undefined }, 'card written');
				return;
			} catch (error) {
				if (!(error instanceof BoardTrouble)) throw error;
				this.#stopping.signal.throwIfAborted();
				const delayMs = Math.round(retryDelay(error.failure, failures, this.#bench.chance.random()));
				this.#log.warn({ ...ids, failures, delayMs, why: error.message }, 'card not written, will retry');
				await this.#pause(delayMs);
			} finally {
				progress.tried = true;
			}
		}
	}

	/** On a board without fields comments tell a person what fields would have told. */
	async #addNote(write: BoardWrite): Promise<BoardWrite> {
		const { map } = await this.#bench.schema.get();
		if (!map.fieldless) return write;
		const before = (await this.#facts.loadCards([write.cardGid])).get(write.cardGid);
		return { ...write, comment: commentFor(write, before?.snapshot ?? null) };
	}

	/** Which of them the board did not take is found by writing each alone. */
	#separate(members: readonly BoardWrite[]): void {
		for (const member of members) this.#alone.add(keyOf(member));
	}

	/** False when somebody else recorded the card meanwhile, so that it must be read again. */
	async #record(
		write: BoardWrite,
		members: readonly BoardWrite[],
		{ end, progress }: { end: WriteEnd; progress: Progress },
	): Promise<boolean> {
		const { map } = await this.#bench.schema.get();
		const before = (await this.#facts.loadCards([write.cardGid])).get(write.cardGid);
		const { section } = write.change;
		const hints = { topics: new Set<Topic>(), ...(section === undefined ? {} : { movedTo: section }) };
		const sighting = end.task === null ? null : await this.#details.complete(end.task, before, hints);
		let recorded = false;
		failpoint('syncer.before-applied');
		await this.#actor.act(async (tx: ProjectEdit) => {
			recorded = this.#bench.observations.isCurrent(write.cardGid, end.begun);
			if (!recorded) return [];
			this.#bench.observations.record([write.cardGid]);
			const at = this.#bench.clock.wall();
			for (const member of members) await tx.finishWrite(member, { outcome: end.outcome, at });
			let card: CardSnapshot | null = null;
			if (sighting !== null) {
				const around = {
					projectGid: this.#projectGid,
					map,
					posted: progress.comment,
					change: end.outcome === 'applied' ? write.change : null,
					written: true,
				};
				const next = toMirrored(sighting, before, around);
				card = next.snapshot;
				// What a person did meanwhile is for whoever follows the events to find.
				await tx.saveCard(before, { ...next, lastMove: before?.lastMove ?? null });
			}
			// The master is told that the card could not be read: should it come back as it was, that is news.
			const forgot = card === null && (await tx.forgetCard(write.cardGid));
			const gone = forgot && end.gone ? [goneFrom(this.#projectGid, write.cardGid)] : [];
			const applied = members.map(({ seq }) =>
				tellMaster({
					type: 'card.applied',
					projectGid: this.#projectGid,
					cardGid: write.cardGid,
					seq,
					outcome: end.outcome,
					...(end.detail === null ? {} : { detail: end.detail }),
					card,
				}),
			);
			return [...applied, ...gone];
		});
		failpoint('syncer.after-applied');
		if (recorded)
			for (const member of members) {
				this.#tried.delete(keyOf(member));
				this.#alone.delete(keyOf(member));
			}
		return recorded;
	}

	#pause(ms: number): Promise<void> {
		return sleep(this.#bench.clock, ms, this.#stopping.signal);
	}

	/** Starts no further command and waits for those under way, which end with their present request. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#stopping.abort(new Error('stopping'));
		await Promise.all(this.#busy.values());
	}
}

function goneFrom(projectGid: string, cardGid: string): Outgoing {
	return tellMaster({ type: 'card.gone', projectGid, cardGid });
}

function keyOf(write: { cardGid: string; seq: number }): string {
	return `${write.cardGid}/${write.seq}`;
}
