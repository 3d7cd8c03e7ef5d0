import type { AgentName, Reason } from '@aegis/shared/domain';
import { invariant } from '@aegis/shared/invariant';

/** A card that could start if there is room. Lower `rank` first; null comes after all known ones. */
export interface Candidate {
	readonly cardGid: string;
	readonly projectGid: string;
	readonly repository: string;
	readonly agent: AgentName;
	/** 0 is the most urgent. */
	readonly priority: number;
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
	/** The most runs there may be in all; null is as many as there are slots. */
	readonly total: number | null;
	/** When a run of the project was last started, in milliseconds since the epoch; 0 for never. */
	readonly lastStart: (projectGid: string) => number;
	readonly project: (projectGid: string) => number | null;
	readonly agent: (projectGid: string, agent: AgentName) => number | null;
}

export interface Schedule {
	readonly starts: readonly Candidate[];
	/** Why each of the others does not start. */
	readonly reasons: ReadonlyMap<string, Reason>;
}

/**
 * Picks what starts now.
 *
 * Invariants:
 * O1 within a project: what is begun is finished first (a merge, then a review, then all else, wherever its column is);
 *    then by Priority, then due date, then place on the board, then who has waited longest;
 * O2 between projects: the one with the fewest runs first, of equals the one whose last start is longest ago, so that
 *    none starves, however urgent another's cards are;
 * O3 never more than the slots of living workers, the limit of all runs, the project's and the agent's; one merge at a
 *    time per repository;
 * O4 each candidate either starts or has its one reason.
 */
export function schedule(
	candidates: readonly Candidate[],
	occupants: readonly Occupant[],
	limits: Limits,
): Schedule {
	const taken: Occupant[] = [...occupants];
	const starts: Candidate[] = [];
	const reasons = new Map<string, Reason>();
	const lines = lineUp(candidates, taken, limits);
	for (;;) {
		const line = lines.filter(({ queue }) => queue.length > 0).toSorted(inTurn)[0];
		const candidate = line?.queue.shift();
		if (line === undefined || candidate === undefined) {
			checkSchedule({ starts, reasons }, { candidates, occupants, limits });
			return { starts, reasons };
		}
		const reason = findObstacle(candidate, taken, limits);
		if (reason !== null) {
			reasons.set(candidate.cardGid, reason);
			continue;
		}
		starts.push(candidate);
		taken.push({ ...candidate, cardName: '' });
		line.running++;
		line.lastStart = Number.MAX_SAFE_INTEGER;
	}
}

function checkSchedule(
	{ starts, reasons }: Schedule,
	given: {
		readonly candidates: readonly Candidate[];
		readonly occupants: readonly Occupant[];
		readonly limits: Limits;
	},
): void {
	const { candidates, occupants, limits } = given;
	const room = Math.min(limits.slots, limits.total ?? limits.slots);
	const merging = [...occupants, ...starts].filter(({ agent }) => agent === 'Merger');
	const fits = starts.length === 0 || occupants.length + starts.length <= room;
	const onePerLane = starts
		.filter(({ agent }) => agent === 'Merger')
		.every(({ repository }) => merging.filter((other) => other.repository === repository).length === 1);
	const inLine = starts.every((start, index) => {
		const next = starts.slice(index + 1).find(({ projectGid }) => projectGid === start.projectGid);
		return next === undefined || inOrder(start, next) <= 0;
	});
	invariant('schedule.O1', inLine, starts.length > 1);
	invariant('schedule.O3', fits && onePerLane, starts.length > 0 && reasons.size > 0);
	const places = new Set([...starts.map(({ cardGid }) => cardGid), ...reasons.keys()]);
	const isEachTold = starts.length + reasons.size === candidates.length && places.size === candidates.length;
	invariant('schedule.O4', isEachTold, starts.length > 0 && reasons.size > 0);
}

/** The candidates of one project, best first, and what its turn depends on. */
interface Line {
	readonly queue: Candidate[];
	running: number;
	lastStart: number;
}

function lineUp(candidates: readonly Candidate[], taken: readonly Occupant[], limits: Limits): Line[] {
	const lines = new Map<string, Line>();
	for (const candidate of candidates.toSorted(inOrder)) {
		const { projectGid } = candidate;
		const line = lines.get(projectGid) ?? {
			queue: [],
			running: taken.filter((other) => other.projectGid === projectGid).length,
			lastStart: limits.lastStart(projectGid),
		};
		line.queue.push(candidate);
		lines.set(projectGid, line);
	}
	return [...lines.values()];
}

function inTurn(a: Line, b: Line): number {
	const [first, second] = [a.queue[0], b.queue[0]];
	if (first === undefined || second === undefined) return 0;
	return a.running - b.running || a.lastStart - b.lastStart || inOrder(first, second);
}

/** Starts nothing, and says why: something that every run needs is away. */
export function holdUp(candidates: readonly Candidate[], because: string): Schedule {
	const reason: Reason = { code: 'held-up', because };
	return { starts: [], reasons: new Map(candidates.map(({ cardGid }) => [cardGid, reason])) };
}

/**
 * How near its end a card is, the nearest first. A card begun beside others comes back in conflict as often as one of
 * them lands before it: with many cards, starting them all before the first has landed is most of the work twice.
 */
function stageOf(agent: AgentName): number {
	if (agent === 'Merger') return 0;
	return agent === 'Reviewer' ? 1 : 2;
}

function inOrder(a: Candidate, b: Candidate): number {
	return (
		stageOf(a.agent) - stageOf(b.agent) ||
		a.priority - b.priority ||
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
	if (limits.total !== null && taken.length >= limits.total) {
		return { code: 'limit-reached', limit: 'all runs', running: taken.length, max: limits.total };
	}
	if (taken.length >= limits.slots) return { code: 'no-idle-worker', workers: limits.workers };
	return null;
}
