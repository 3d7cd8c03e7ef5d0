import type { CardSnapshot } from '@aegis/shared/domain';
import type { AsanaApply, ToMaster, ToSyncer } from '@aegis/shared/messages';
import type { BoardStory, BoardTask } from '@aegis/syncer/core/board-task';
import { coalesce } from '@aegis/syncer/core/coalesce';
import { saysTheSame } from '@aegis/syncer/core/compare-cards';
import { readCard, readComments } from '@aegis/syncer/core/read-card';
import { durations } from '../durations.ts';
import { fieldMap, projectGid, type BoardCard } from '../outside/board.ts';
import type { Room } from '../room.ts';
import { DurableActor, type Sending } from '../transport/durable-actor.ts';
import type { Letter } from '../transport/redis.ts';
import { CardWriter, type WriteEnd } from './card-writer.ts';

/** As in the syncer: how long a missing command is waited for, and how often it is looked for. Milliseconds. */
const gapMs = 15_000;
const gapLookMs = 500;

interface Mirrored {
	readonly snapshot: CardSnapshot;
	/** The records it was read from: unchanged ones need no comparison. */
	readonly task: BoardTask;
	readonly stories: readonly BoardStory[];
}

/** The project's reader and writer around the real decisions: what to write, what is news, which comment is ours. */
export class Syncer extends DurableActor {
	/** Durable. */
	readonly #mirror = new Map<string, Mirrored>();
	readonly #writes = new Map<string, AsanaApply[]>();
	readonly #applied = new Map<string, number>();
	readonly #keptAt = new Map<string, number>();
	#token = -1;
	#crawledAt = 0;
	/** Volatile. */
	#clock = 0;
	#recorded = new Map<string, number>();
	#writers = new Map<string, CardWriter>();
	/** May have been carried out; could not be written together with others. */
	#tried = new Set<AsanaApply>();
	#alone = new Set<AsanaApply>();
	#polling = false;

	constructor(room: Room) {
		super(`syncer.${projectGid}`, room);
	}

	protected override boot(): void {
		super.boot();
		this.#clock = 0;
		this.#recorded = new Map();
		this.#writers = new Map();
		this.#polling = false;
		this.#tried = new Set([...this.#writes.values()].flat());
		this.#alone = new Set();
		this.#pollIn(100);
		this.#writeAll();
	}

	get isQuiet(): boolean {
		return this.isSent && this.#writers.size === 0 && this.#pending === 0 && this.#token === this.#events;
	}

	get #pending(): number {
		let count = 0;
		for (const writes of this.#writes.values()) count += writes.length;
		return count;
	}

	get #events(): number {
		return this.room.board.events.length;
	}

	protected override handle(letter: Letter): Sending[] {
		const message = letter.message as ToSyncer;
		if (message.type === 'project.resync') {
			this.#crawledAt = 0;
			this.#pollIn(50);
			return [];
		}
		// Its store is the only one: it never joins.
		if (message.type === 'project.base') return [];
		const { cardGid } = message;
		const waiting = this.#writes.get(cardGid) ?? [];
		const known = message.seq <= (this.#applied.get(cardGid) ?? 0);
		if (known || waiting.some((write) => write.seq === message.seq)) return [];
		this.#writes.set(
			cardGid,
			[...waiting, message].toSorted((a, b) => a.seq - b.seq),
		);
		this.later(this.room.random.delay(10), () => this.#writeAll());
		return [];
	}

	protected override onRedisLoss(): void {
		this.#crawledAt = 0;
		this.#pollIn(50);
	}

	#pollIn(ms: number): void {
		this.later(ms, () => this.#poll());
	}

	/** Reads what changed, or everything where that is due; recorded when the answer is here. */
	#poll(): void {
		if (this.#polling) return;
		const { random, board, loop } = this.room;
		this.#polling = true;
		const done = (): void => {
			this.#polling = false;
			this.#pollIn(random.delay(durations.poll));
		};
		if (this.room.faulty && random.chance(0.05)) return done();
		const whole =
			this.#token < 0 || this.#crawledAt === 0 || loop.now - this.#crawledAt > durations.reconcile;
		const tellAll = this.#crawledAt === 0;
		const token = this.#events;
		const gids = whole
			? [...new Set([...board.gids(), ...this.#mirror.keys()])]
			: [...new Set(board.events.slice(this.#token))];
		const look = (left: readonly string[]): void => {
			const begun = this.#clock;
			const seen = left.map((gid) => [gid, board.get(gid)] as const);
			this.later(random.delay(durations.board), () => {
				const stale = seen.filter(([gid]) => !this.#isCurrent(gid, begun)).map(([gid]) => gid);
				const current = seen.filter(([gid]) => !stale.includes(gid));
				const sendings = this.#record(current, whole && tellAll);
				if (stale.length === 0) {
					this.#token = token;
					if (whole) {
						this.#crawledAt = Math.max(loop.now, 1);
						sendings.push(
							toMaster({ type: 'project.synced', projectGid, cardGids: [...this.#mirror.keys()] }),
						);
					}
				}
				if (!this.act(sendings)) return;
				if (stale.length > 0) look(stale);
				else done();
			});
		};
		if (gids.length === 0 && !whole) done();
		else look(gids);
	}

	#isCurrent(gid: string, begun: number): boolean {
		return (this.#recorded.get(gid) ?? 0) <= begun;
	}

	#note(gids: readonly string[]): void {
		this.#clock++;
		for (const gid of gids) this.#recorded.set(gid, this.#clock);
	}

	#record(seen: readonly (readonly [string, BoardCard | null])[], tellAll: boolean): Sending[] {
		this.#note(seen.map(([gid]) => gid));
		const sendings: Sending[] = [];
		for (const [gid, card] of seen) {
			if (card === null) {
				if (this.#mirror.delete(gid))
					sendings.push(toMaster({ type: 'card.gone', projectGid, cardGid: gid }));
				continue;
			}
			const before = this.#mirror.get(gid);
			if (before?.task === card.task && before.stories === card.stories && !tellAll) continue;
			const snapshot = this.#read(card.task, card.stories);
			this.#mirror.set(gid, { snapshot, ...card });
			if (tellAll || !saysTheSame(before?.snapshot ?? null, snapshot))
				sendings.push(
					toMaster({ type: 'card.observed', appliedSeq: this.#applied.get(gid) ?? 0, card: snapshot }),
				);
		}
		return sendings;
	}

	#read(task: BoardTask, stories: readonly BoardStory[]): CardSnapshot {
		return readCard(task, {
			projectGid,
			map: fieldMap,
			dependencies: task.dependencies.map(({ gid }) => ({
				gid,
				completed: this.#mirror.get(gid)?.snapshot.completed ?? false,
			})),
			comments: readComments(stories, () => false, null),
			rank: null,
		});
	}

	/** A command before this one is missing: it may have been lost by Redis and be sent again. */
	#isAfterGap({ cardGid, seq }: AsanaApply): boolean {
		if (seq <= (this.#applied.get(cardGid) ?? 0) + 1) return false;
		const { now } = this.room.loop;
		const key = `${cardGid}/${seq}`;
		const since = this.#keptAt.get(key) ?? now;
		this.#keptAt.set(key, since);
		return now - since < gapMs;
	}

	/** W1: the commands of one card in order, as many at once as may be. */
	#writeAll(): void {
		for (const [gid, [first, ...others]] of this.#writes) {
			if (first === undefined || this.#writers.has(gid)) continue;
			if (this.#isAfterGap(first)) {
				this.later(gapLookMs, () => this.#writeAll());
				continue;
			}
			const batch = this.#alone.has(first)
				? { merged: first, members: [first] }
				: coalesce([first, ...others], fieldMap);
			const writer = new CardWriter(this.room, this, batch.merged, {
				tried: batch.members.some((member) => this.#tried.has(member)),
				begin: () => this.#clock,
				record: (end) => this.#finish(batch.members, end),
			});
			this.#writers.set(gid, writer);
			writer.start();
		}
	}

	/** False when the card was recorded meanwhile and must be read again. */
	#finish(members: readonly AsanaApply[], end: WriteEnd): boolean {
		const gid = members[0]?.cardGid ?? '';
		if (end.outcome === 'failed' && members.length > 1) {
			// Which of them the board did not take is found by writing each alone.
			for (const member of members) {
				this.#alone.add(member);
				this.#tried.add(member);
			}
			this.#writers.delete(gid);
			this.#writeAll();
			return true;
		}
		if (!this.#isCurrent(gid, end.begun)) return false;
		this.#note([gid]);
		this.#writers.delete(gid);
		const applied = Math.max(...members.map(({ seq }) => seq), this.#applied.get(gid) ?? 0);
		this.#applied.set(gid, applied);
		this.#writes.set(
			gid,
			(this.#writes.get(gid) ?? []).filter(({ seq }) => seq > applied),
		);
		let card: CardSnapshot | null = null;
		if (end.card !== null) {
			// Comments of others are not read here, only our own is known.
			const known = this.#mirror.get(gid)?.stories ?? end.card.stories;
			const { posted } = end;
			const stories = posted === null || known.includes(posted) ? known : [...known, posted];
			card = this.#read(end.card.task, stories);
			this.#mirror.set(gid, { snapshot: card, task: end.card.task, stories });
		}
		const { outcome, detail } = end;
		const gone = card === null && this.#mirror.delete(gid);
		const alive = this.act([
			...members.map(({ seq }) =>
				toMaster({ type: 'card.applied', projectGid, cardGid: gid, seq, outcome, detail, card }),
			),
			...(gone ? [toMaster({ type: 'card.gone', projectGid, cardGid: gid })] : []),
		]);
		if (alive) this.#writeAll();
		return true;
	}
}

function toMaster(message: ToMaster): Sending {
	return { to: 'master', message };
}
