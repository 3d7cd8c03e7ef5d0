import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
	loadPortfolio,
	loadProjectConfig,
	loadTracked,
	projectConfigFile,
	type Home,
	type PortfolioList,
	type ProjectConfig,
	type TrackedProject,
} from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { ProjectView } from '@aegis/shared/api';
import type { ProjectSettings } from '../core/card/settings.ts';

interface Known {
	readonly project: TrackedProject;
	config: ProjectConfig;
	configStamp: number;
	state: ProjectView['state'];
	detail: string | null;
	lastPollAt: number | null;
}

/** The tracked projects with their settings, read again when a file changes; a broken file keeps the last good one. */
export class Projects {
	readonly #home: Home;
	readonly #log: Logger;
	readonly #portfolioGid: string | undefined;
	readonly #known = new Map<string, Known>();
	#portfolio: PortfolioList | null = null;
	#listStamp = '';

	/** Throws CONFIG_UNREADABLE or CONFIG_INVALID when the files are broken at the start, where no good one is known. */
	constructor(home: Home, log: Logger, portfolioGid?: string) {
		this.#home = home;
		this.#log = log;
		this.#portfolioGid = portfolioGid;
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
		const config = known?.config;
		return {
			defaultMaxCostUsd: config?.default_max_cost ?? 2,
			defaultMergeApproval: config?.default_merge_approval ?? 'Manual Check',
			commanders: known === undefined ? [] : known.project.commanders,
			maxAttempts: config?.max_attempts ?? 3,
			maxReviewRounds: config?.max_review_rounds ?? 3,
			projectLimit: config?.limits.project ?? null,
			agentLimits: config?.limits.agents ?? {},
			repository: known?.project.path ?? gid,
			...(known === undefined ? { untracked: true } : {}),
		};
	}

	/** The variables of our environment that some project's runs ask for by name. */
	passedVariables(): string[] {
		return [...this.#known.values()].flatMap(({ config }) => config.runners.claude.pass_env);
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
		const tracked = [...this.#known.values()].map(({ project, state, detail, lastPollAt }) => ({
			...project,
			state,
			detail,
			lastPollAt,
		}));
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
		const settings = [...this.#known.values()].map((known) => this.#readConfig(known));
		return changed || settings.includes(true);
	}

	#readList(): void {
		const projects = loadTracked(this.#home, this.#portfolioGid);
		this.#portfolio = loadPortfolio(this.#home, this.#portfolioGid);
		const gids = new Set(projects.map((project) => project.gid));
		for (const gid of this.#known.keys()) if (!gids.has(gid)) this.#known.delete(gid);
		for (const project of projects) {
			const before = this.#known.get(project.gid);
			const config = before?.config ?? loadProjectConfig(project.path);
			this.#known.set(project.gid, {
				config,
				configStamp: before?.configStamp ?? stampOf(join(project.path, projectConfigFile)),
				state: before?.state ?? 'starting',
				detail: before?.detail ?? null,
				lastPollAt: before?.lastPollAt ?? null,
				project,
			});
		}
	}

	/** One project's broken file keeps no other from being read. */
	#readConfig(known: Known): boolean {
		const stamp = stampOf(join(known.project.path, projectConfigFile));
		if (stamp === known.configStamp) return false;
		known.configStamp = stamp;
		const { gid: projectGid, path } = known.project;
		try {
			known.config = loadProjectConfig(path);
		} catch (error) {
			this.#log.error({ err: error, why: describeError(error), projectGid }, 'configuration kept as it was');
			return false;
		}
		this.#log.info({ projectGid }, 'configuration read again');
		return true;
	}
}

function stampOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
