import type { ProjectSettings } from '@aegis/master/core/card/settings';
import type { ProjectBook } from '@aegis/master/projects/project-book';
import type { TrackedProject } from '@aegis/shared/config';

const defaults: ProjectSettings = {
	defaultMaxCostUsd: 2,
	maxCostCeilingUsd: null,
	fourEyes: false,
	ownAccountMayApprove: false,
	authorCardsPerHour: 500,
	cardRunsPerDay: 100,
	defaultMergeApproval: 'Manual Check',
	commanders: null,
	maxAttempts: 3,
	maxReviewRounds: 2,
	projectLimit: null,
	agentLimits: {},
	repository: '/repository',
};

/** What the operator has configured: which projects are looked after, and who may command in them. */
export class Projects implements ProjectBook {
	readonly #tracked = new Map<string, TrackedProject>();

	add(gid: string, commanders: string[] | null): void {
		this.#tracked.set(gid, { gid, name: gid, path: '/repository', board: 'asana', commanders });
	}

	remove(gid: string): void {
		this.#tracked.delete(gid);
	}

	list(): TrackedProject[] {
		return [...this.#tracked.values()];
	}

	get(gid: string): TrackedProject | null {
		return this.#tracked.get(gid) ?? null;
	}

	settings(gid: string): ProjectSettings {
		const project = this.#tracked.get(gid);
		if (project === undefined) return { ...defaults, commanders: [], untracked: true };
		return { ...defaults, commanders: project.commanders };
	}

	note(): void {}
}
