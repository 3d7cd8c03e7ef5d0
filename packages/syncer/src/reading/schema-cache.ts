import { valueOf } from '../asana/trouble.ts';
import type { Clock } from '@aegis/shared/clock';
import type { BoardQuestions } from '../asana/board-calls.ts';
import { describeGaps, findGaps, mapFields, type FieldMap } from '../core/field-map.ts';

/** What is known of the project's columns and fields. */
export interface ProjectSchema {
	readonly map: FieldMap;
	/** What the project lacks, in one clause; null when nothing. */
	readonly missing: string | null;
	/** Nobody sees an archived project's cards on the board any more. */
	readonly archived: boolean;
}

/** Milliseconds between two looks at a project that lacks sections or fields. */
const lookAgainMs = 20_000;

/** Remembers the project's columns and fields until somebody says that they changed. */
export class SchemaCache {
	readonly #reads: BoardQuestions;
	readonly #clock: Pick<Clock, 'monotonic'>;
	#loading: Promise<ProjectSchema> | null = null;
	#known: ProjectSchema | null = null;
	#loadedAt = 0;

	constructor(reads: BoardQuestions, clock: Pick<Clock, 'monotonic'>) {
		this.#reads = reads;
		this.#clock = clock;
	}

	get known(): ProjectSchema | null {
		return this.#known;
	}

	/** Throws BoardTrouble when it cannot be read. */
	async get(): Promise<ProjectSchema> {
		return this.#known ?? this.reload();
	}

	/** The same, looking again now and then at a project that lacks something: somebody may be setting it up. */
	async getWhole(): Promise<ProjectSchema> {
		const isOld = this.#clock.monotonic() - this.#loadedAt > lookAgainMs;
		return this.#known === null || (this.#known.missing !== null && isOld) ? this.reload() : this.#known;
	}

	reload(): Promise<ProjectSchema> {
		this.#loading ??= this.#load().finally(() => {
			this.#loading = null;
		});
		return this.#loading;
	}

	async #load(): Promise<ProjectSchema> {
		const [project, sections, fields] = await Promise.all([
			this.#reads.project(),
			this.#reads.sections(),
			this.#reads.fields(),
		]);
		// Without a paid plan the project has no fields, which is not an obstacle to reading it.
		const plain = !fields.ok && fields.failure.kind === 'payment-required';
		const map = mapFields(valueOf(sections), plain ? null : valueOf(fields));
		this.#loadedAt = this.#clock.monotonic();
		this.#known = {
			map,
			archived: valueOf(project).archived,
			missing: describeGaps(findGaps(map)),
		};
		return this.#known;
	}
}
