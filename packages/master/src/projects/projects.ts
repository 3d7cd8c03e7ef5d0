import { statSync } from 'node:fs';
import {
	loadPortfolio,
	loadTracked,
	type Home,
	type PortfolioList,
	ProjectConfig,
	type TrackedProject,
} from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { ProjectView } from '@aegis/shared/api';
import { SettingsBook } from './settings-book.ts';
import type { ProjectSettings } from '../core/card/settings.ts';
import type { ProjectBook } from './project-book.ts';

/** What counts before a repository was read. */
const unread = ProjectConfig.parse({});

interface Known {
	readonly project: TrackedProject;
	state: ProjectView['state'];
	detail: string | null;
	lastPollAt: number | null;
}

/** The tracked projects with their settings, read again when a file changes; a broken file keeps the last good one. */
export class Projects implements ProjectBook {
	readonly #home: Home;
	readonly #log: Logger;
	readonly #portfolioGid: string | undefined;
	readonly #known = new Map<string, Known>();
	#portfolio: PortfolioList | null = null;
	readonly #book: SettingsBook;
	#listStamp = '';

	/** With the settings of every project read. Throws as the constructor does. */
	static async open(home: Home, log: Logger, portfolioGid?: string): Promise<Projects> {
		const projects = new Projects(home, log, portfolioGid);
		await projects.settle();
		projects.refresh();
		return projects;
	}

	/** Throws CONFIG_UNREADABLE or CONFIG_INVALID when the list is broken at the start, where no good one is known. */
	constructor(home: Home, log: Logger, portfolioGid?: string) {
		this.#home = home;
		this.#log = log;
		this.#portfolioGid = portfolioGid;
		this.#book = new SettingsBook(home, log);
		this.#read();
	}

	list(): TrackedProject[] {
		return [...this.#known.values()].map(({ project }) => project);
	}

	get(gid: string): TrackedProject | null {
		return this.#known.get(gid)?.project ?? null;
	}

	settings(gid: string): ProjectSettings {
		const known = this.#known.get(gid);
		const read = this.#book.get(gid);
		const config = read?.config ?? unread;
		const heldUp = read === null ? 'its settings are being read' : read.heldUp;
		return {
			defaultMaxCostUsd: config.default_max_cost,
			maxCostCeilingUsd: config.max_cost_ceiling,
			// Nobody knows yet what its owner wants.
			defaultMergeApproval: read === null ? 'Manual Check' : config.default_merge_approval,
			fourEyes: config.four_eyes,
			ownAccountMayApprove: config.own_account_may_approve,
			commanders: known === undefined ? [] : known.project.commanders,
			maxAttempts: config.max_attempts,
			maxReviewRounds: config.max_review_rounds,
			projectLimit: config.limits.project ?? null,
			agentLimits: config.limits.agents,
			authorCardsPerHour: config.limits.author_cards_per_hour,
			cardRunsPerDay: config.limits.card_runs_per_day,
			usdPerDay: config.limits.usd_per_day ?? null,
			authorUsdPerDay: config.limits.author_usd_per_day ?? null,
			repository: known?.project.path ?? gid,
			...(known === undefined ? { untracked: true } : {}),
			...(known === undefined || heldUp === null ? {} : { heldUp }),
		};
	}

	/** The variables of our environment that some project's runs ask for by name. */
	passedVariables(): string[] {
		return this.list().flatMap(({ gid }) => this.#book.get(gid)?.config.runners.claude.pass_env ?? []);
	}

	/** Waits for the settings that are being read. */
	settle(): Promise<void> {
		return this.#book.settle();
	}

	/** How a syncer says its project fares. */
	note(gid: string, state: 'ok' | 'degraded', detail: string | null, lastPollAt: number): void {
		const known = this.#known.get(gid);
		if (known === undefined) return;
		known.state = state;
		known.detail = detail;
		known.lastPollAt = lastPollAt;
	}

	/** The tracked projects, and those of the portfolio that cannot be looked after. */
	views(): ProjectView[] {
		const tracked = [...this.#known.values()].map(
			({ project: { settings: _settings, ...project }, state, detail, lastPollAt }) => ({
				...project,
				state,
				detail,
				lastPollAt,
				...this.#tellSettings(project.gid),
			}),
		);
		const refused = this.#portfolio?.refused ?? [];
		return [
			...tracked,
			...refused.map(
				({ gid, name, why }) =>
					({
						gid,
						name,
						path: '',
						board: 'asana',
						state: 'degraded',
						detail: why,
						lastPollAt: null,
					}) as const,
			),
		];
	}

	/** Why the portfolio could not be read last time, or null. */
	get portfolioProblem(): string | null {
		return this.#portfolio?.problem ?? null;
	}

	/** Looks at the files again; true when the list of projects or the settings of one changed. */
	refresh(): boolean {
		try {
			return this.#read();
		} catch (error) {
			this.#log.error({ err: error, why: describeError(error) }, 'configuration kept as it was');
			return false;
		}
	}

	#read(): boolean {
		const stamp = `${stampOf(this.#home.projectsFile)} ${stampOf(this.#home.portfolioFile)}`;
		const changed = stamp !== this.#listStamp;
		if (changed) this.#readList();
		this.#listStamp = stamp;
		return this.#book.look(this.list()) || changed;
	}

	#readList(): void {
		const projects = loadTracked(this.#home, this.#portfolioGid);
		this.#portfolio = loadPortfolio(this.#home, this.#portfolioGid);
		const gids = new Set(projects.map((project) => project.gid));
		for (const gid of this.#known.keys()) if (!gids.has(gid)) this.#known.delete(gid);
		for (const project of projects) {
			const before = this.#known.get(project.gid);
			this.#known.set(project.gid, {
				state: before?.state ?? 'starting',
				detail: before?.detail ?? null,
				lastPollAt: before?.lastPollAt ?? null,
				project,
			});
		}
	}

	#tellSettings(gid: string): Pick<ProjectView, 'pendingSettings' | 'settingsProblem'> {
		const read = this.#book.get(gid);
		return {
			pendingSettings: [...(read?.pending ?? [])],
			settingsProblem: read?.heldUp ?? read?.problem ?? null,
		};
	}
}

function stampOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
