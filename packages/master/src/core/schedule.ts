import type { AgentName, Reason } from '@aegis/shared/domain';

/** A card that could start if there is room. Lower `rank` first; null comes after all known ones. */
export interface Candidate {
	readonly cardGid: string;
	readonly projectGid: string;
	readonly repository: string;
	readonly agent: AgentName;
	readonly rank: number | null;
	readonly dueOn: string | null;
	readonly readySince: number;
}

/** A run that occupies room: queued, running or stopping. */
export interface Occupant {
	readonly projectGid: string;
	readonly repository: string;
	readonly agent: AgentName;
	readonly cardName: string;
}

export interface Limits {
	/** Slots of all workers that are alive. */
	readonly slots: number;
	readonly workers: number;
	readonly project: (projectGid: string) => number | null;
	readonly agent: (projectGid: string, agent: AgentName) => number | null;
}

export interface Schedule {
	readonly starts: readonly Candidate[];
	/** Why each of the others does not start. */
	readonly reasons: ReadonlyMap<string, Reason>;
}

/**
 * Picks what starts now: by due date, place on the board, then age; within the slots of living workers, the project's
 * and the agent's limits; one merge at a time per repository.
 */
export function schedule(
	candidates: readonly Candidate[],
	occupants: readonly Occupant[],
	limits: Limits,
): Schedule {
	const taken: Occupant[] = [...occupants];
	const starts: Candidate[] = [];
	const reasons = new Map<string, Reason>();
	for (const candidate of candidates.toSorted(inOrder)) {
		const reason = findObstacle(candidate, taken, limits);
		if (reason !== null) {
			reasons.set(candidate.cardGid, reason);
			continue;
		}
		starts.push(candidate);
		taken.push({ ...candidate, cardName: '' });
	}
	return { starts, reasons };
}

/** Starts nothing, and says why: something that every run needs is away. */
export function holdUp(candidates: readonly Candidate[], because: string): Schedule {
	const reason: Reason = { code: 'held-up', because };
	return { starts: [], reasons: new Map(candidates.map(({ cardGid }) => [cardGid, reason])) };
}

function inOrder(a: Candidate, b: Candidate): number {
	return (
		(a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') ||
		(a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
		a.readySince - b.readySince
	);
}

function findObstacle(candidate: Candidate, taken: readonly Occupant[], limits: Limits): Reason | null {
	if (candidate.agent === 'Merger') {
		const merging = taken.find(
			(other) => other.agent === 'Merger' && other.repository === candidate.repository,
		);
		if (merging !== undefined) return { code: 'merge-lane-busy', name: merging.cardName };
	}
	const inProject = taken.filter((other) => other.projectGid === candidate.projectGid);
	const project = limits.project(candidate.projectGid);
	if (project !== null && inProject.length >= project) {
		return { code: 'limit-reached', limit: 'project', running: inProject.length, max: project };
	}
	const ofAgent = inProject.filter((other) => other.agent === candidate.agent);
	const agent = limits.agent(candidate.projectGid, candidate.agent);
	if (agent !== null && ofAgent.length >= agent) {
		return { code: 'limit-reached', limit: candidate.agent, running: ofAgent.length, max: agent };
	}
	if (taken.length >= limits.slots) return { code: 'no-idle-worker', workers: limits.workers };
	return null;
}
