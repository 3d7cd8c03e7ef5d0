import type { CardDependency, CardSubtask } from '@aegis/shared/domain';
import type { Answer } from '../asana/failure.ts';
import type { BoardQuestions } from '../asana/board-calls.ts';
import { BoardTrouble, mayPass, valueOf } from '../asana/trouble.ts';
import type { BoardStory, BoardTask } from '../core/board-task.ts';
import { endsWithMark } from '../core/comment-mark.ts';
import type { Topic } from '../core/collapse-events.ts';
import { mayNeedDetails } from '../core/compare-cards.ts';
import type { FieldMap } from '../core/field-map.ts';
import { columnOf, numberOf, optionOf, readComments, sectionOf } from '../core/read-card.ts';
import { findChooser, findCounter, findMover, readMoves } from '../core/read-history.ts';
import { isConsent, readWishes } from '../core/read-wishes.ts';
import type { MirroredCard } from '../store/mirror.ts';
import type { ProjectFacts } from '../store/project-facts.ts';
import type { CardHistory, Sighting } from './sighting.ts';

/** What is known beforehand of a card whose record was just read. */
export interface DetailHints {
	readonly topics: ReadonlySet<Topic>;
	/** The section a command of ours has just moved it to: that is no news. */
	readonly movedTo?: string;
	readonly rank?: number | null;
	/** Cards read at the same time. */
	readonly among?: ReadonlyMap<string, BoardTask>;
}

/** Adds to a card's record what must be asked for apart, and asks only where something says that it changed. */
export class CardDetails {
	readonly #reads: BoardQuestions;
	readonly #facts: ProjectFacts;
	readonly #projectGid: string;
	readonly #map: () => Promise<FieldMap>;
	/** The account Aegis acts as; null where the board does not say, undefined until it was asked. */
	#account: string | null | undefined;
	/** Cards of which the board refused to tell more than their record, and its words: one must not stop the others. */
	readonly refused = new Map<string, string>();
	/** Cards of other projects: whether they were completed when last read, and which cards wait for them. */
	readonly #elsewhere = new Map<string, Awaited>();

	constructor(options: {
		reads: BoardQuestions;
		facts: ProjectFacts;
		projectGid: string;
		map: () => Promise<FieldMap>;
	}) {
		this.#reads = options.reads;
		this.#facts = options.facts;
		this.#projectGid = options.projectGid;
		this.#map = options.map;
	}

	/** To be called before the whole project is read: other projects, and what was refused, are asked for again. */
	forget(): void {
		this.#elsewhere.clear();
		this.refused.clear();
	}

	/** Cards of other projects that are waited for, and by which cards. */
	awaited(): { gid: string; dependents: readonly string[] }[] {
		return [...this.#elsewhere].flatMap(([gid, { completed, dependents }]) =>
			completed || dependents.size === 0 ? [] : [{ gid, dependents: [...dependents] }],
		);
	}

	/** Finds in the mirror what is waited for in other projects: a new process has read none of those cards yet. */
	async recallElsewhere(): Promise<void> {
		const gids = await this.#facts.loadCardGids();
		const known = await this.#facts.loadCards(gids);
		for (const [gid, { snapshot }] of known)
			for (const { gid: other, completed } of snapshot.dependencies)
				if (!completed && !known.has(other) && mayNeedDetails(snapshot.section)) this.#await(other, gid);
	}

	async complete(
		given: BoardTask,
		known: MirroredCard | undefined,
		hints: DetailHints,
	): Promise<Sighting & { kind: 'there' }> {
		const map = await this.#map();
		const task = map.fieldless ? { ...given, dependencies: wishedDependencies(given) } : given;
		const section = sectionOf(task, this.#projectGid);
		const wanted = mayNeedDetails(section);
		const { topics } = hints;
		const knownAt = topics.has('comments') ? null : (known?.commentsAt ?? null);
		const moved = section !== known?.snapshot.section && section !== hints.movedTo;
		const isApproved = optionOf(task, map, 'mergeApproval') === 'Approved';
		const approved = isApproved && (topics.has('choices') || known?.snapshot.mergeApproval !== 'Approved');
		const maxCostUsd = numberOf(task, map, 'maxCostUsd');
		const budgeted = !map.fieldless && maxCostUsd !== (known?.snapshot.maxCostUsd ?? null);
		const readsStories = wanted && (knownAt === null || moved || approved || budgeted || topics.has('moves'));
		const [stories, dependencies, subtasks] = await Promise.all([
			readsStories ? this.#orNull(task.gid, this.#reads.stories(task.gid)) : null,
			this.#readDependencies(task, hints.among),
			wanted ? this.#readSubtasks(task, known, moved || topics.has('subtasks')) : null,
		]);
		const history =
			stories === null
				? null
				: await this.#readHistory(task, stories, {
						map,
						// It is elsewhere since then: a history that ends there does not tell who moved it here.
						outdated: moved ? (known?.lastMove ?? null) : null,
					});
		const hadAttachments = (known?.snapshot.attachments.length ?? 0) > 0;
		const attached = stories?.some((story) => story.change?.kind === 'attached') === true || hadAttachments;
		const readsAttachments = wanted && (topics.has('attachments') || (stories !== null && attached));
		const attachments = readsAttachments
			? await this.#orNull(task.gid, this.#reads.attachments(task.gid))
			: null;
		return {
			kind: 'there',
			task,
			history,
			moved,
			commentsAt: history === null ? knownAt : task.modifiedAt,
			subtasks,
			attachments,
			dependencies,
			...(hints.rank === undefined ? {} : { rank: hints.rank }),
		};
	}

	async #readHistory(
		task: BoardTask,
		stories: readonly BoardStory[],
		{ map, outdated }: { readonly map: FieldMap; readonly outdated: string | null },
	): Promise<CardHistory> {
		const own = await this.#facts.loadOwnStories(task.gid);
		const projectGid = this.#projectGid;
		const signed = stories.some(({ gid, comment, text }) => comment && !own.has(gid) && endsWithMark(text));
		const moves = readMoves(stories, { projectGid, columns: map.columns });
		const approvedByGid = findChooser(stories, map.fields.mergeApproval?.gid, 'Approved');
		const approves =
			approvedByGid !== null || stories.some(({ comment, text }) => comment && isConsent(text));
		const ownGid = signed || approves ? await this.#readAccount() : null;
		return {
			comments: readComments(stories, (story) => own.has(story), ownGid),
			movedByGid: moves.at(-1)?.gid === outdated ? null : findMover(moves, columnOf(task, projectGid)),
			approvedByGid,
			ownGid,
			maxCostByGid: findCounter(stories, map.fields.maxCostUsd?.gid, numberOf(task, map, 'maxCostUsd')),
			moves,
			stories: new Set(stories.map((story) => story.gid)),
		};
	}

	/** Asked once, and only where it matters whether it was us: a signature we do not remember, an approval. */
	async #readAccount(): Promise<string | null> {
		if (this.#account !== undefined) return this.#account;
		const answer = await this.#reads.account();
		if (!answer.ok && mayPass(answer.failure)) throw new BoardTrouble(answer.failure);
		return (this.#account = answer.ok ? answer.value : null);
	}

	/** A step's name may change without its card noticing; its number may not. */
	async #readSubtasks(
		task: BoardTask,
		known: MirroredCard | undefined,
		changed: boolean,
	): Promise<CardSubtask[] | null> {
		if (task.subtaskCount === 0) return [];
		const before = known?.snapshot.subtasks.length;
		if (!changed && before !== undefined && (task.subtaskCount ?? before) === before) return null;
		return this.#orNull(task.gid, this.#reads.subtasks(task.gid));
	}

	/** Null where the card was deleted between two requests, and an event will say so; or where the board refuses this. */
	async #orNull<Value>(cardGid: string, asked: Promise<Answer<Value>>): Promise<Value | null> {
		const answer = await asked;
		if (!answer.ok && answer.failure.kind === 'not-found') return null;
		if (!answer.ok && answer.failure.kind === 'rejected') {
			this.refused.set(cardGid, answer.failure.message);
			return null;
		}
		return valueOf(answer);
	}

	async #readDependencies(
		task: BoardTask,
		among: ReadonlyMap<string, BoardTask> | undefined,
	): Promise<CardDependency[]> {
		if (task.dependencies.length === 0) return [];
		const mirrored = await this.#facts.loadCards(task.dependencies.map((dependency) => dependency.gid));
		const waits = mayNeedDetails(sectionOf(task, this.#projectGid));
		return Promise.all(
			task.dependencies.map(async ({ gid, completed }) => {
				const here = among?.get(gid)?.completed ?? mirrored.get(gid)?.snapshot.completed;
				if (here === undefined && waits) this.#await(gid, task.gid).completed ||= completed === true;
				return { gid, completed: completed ?? here ?? (await this.isCompletedElsewhere(gid)) };
			}),
		);
	}

	/** Asks for a card of another project, unless it was completed when last asked for. */
	async isCompletedElsewhere(gid: string): Promise<boolean> {
		const known = this.#await(gid);
		if (known.completed) return true;
		const answer = await this.#reads.task(gid);
		// A card we may not see, or cannot read, cannot be called done.
		if (!answer.ok && unseen.has(answer.failure.kind)) return false;
		known.completed = valueOf(answer).completed;
		return known.completed;
	}

	#await(gid: string, dependent?: string): Awaited {
		const awaited = this.#elsewhere.get(gid) ?? { completed: false, dependents: new Set() };
		if (dependent !== undefined) awaited.dependents.add(dependent);
		this.#elsewhere.set(gid, awaited);
		return awaited;
	}
}

/** What a description asks to wait for; nothing can wait for itself. */
function wishedDependencies({ gid, tags, notes }: BoardTask): BoardTask['dependencies'] {
	const others = readWishes(tags, notes).dependsOn.filter((other) => other !== gid);
	return others.map((other) => ({ gid: other, completed: null }));
}

interface Awaited {
	completed: boolean;
	readonly dependents: Set<string>;
}

const unseen: ReadonlySet<string> = new Set(['not-found', 'rejected', 'unreadable']);
