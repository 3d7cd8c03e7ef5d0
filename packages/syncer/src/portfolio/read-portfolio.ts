import type { PortfolioList, TrackedProject } from '@aegis/shared/config';
import { describeFailure, type BoardFailure } from '../asana/failure.ts';
import type { PortfolioCalls, PortfolioItem } from '../asana/portfolio-calls.ts';
import { settleClaims, type Claim } from './core/settle-claims.ts';
import { locateRepository } from './locate-repository.ts';

/** A portfolio's list, and every project that is in it, `projects.json`'s among them. */
export interface PortfolioReading {
	readonly list: PortfolioList;
	readonly items: readonly { readonly gid: string; readonly name: string }[];
	/** Why it could not be read, or null. */
	readonly failure: BoardFailure | null;
}

/**
 * Reads a portfolio once. Where it cannot be read the list stays as it was, with the reason: a board that does not
 * answer has taken no project away.
 */
export async function readPortfolio(options: {
	readonly calls: PortfolioCalls;
	readonly portfolioGid: string;
	/** Below it repositories may be named. */
	readonly root: string | undefined;
	readonly listed: readonly TrackedProject[];
	readonly before: PortfolioList | null;
}): Promise<PortfolioReading> {
	const { calls, portfolioGid, listed, before } = options;
	const answer = await calls.items(portfolioGid);
	if (!answer.ok) {
		const problem = `the portfolio ${portfolioGid} cannot be read: ${describeFailure(answer.failure)}`;
		const empty: PortfolioList = {
			version: 1,
			portfolio: portfolioGid,
			problem,
			projects: [],
			refused: [],
		};
		return { list: { ...(before ?? empty), problem }, items: [], failure: answer.failure };
	}
	const items = answer.value;
	const claims = await Promise.all(
		items.map(async ({ gid, name, notes }): Promise<Claim> => ({
			gid,
			name,
			repository: await locateRepository(notes, options.root),
		})),
	);
	const { granted, refused } = settleClaims(claims, listed, before?.projects ?? []);
	const projects: TrackedProject[] = [];
	const turnedAway = [...refused];
	for (const project of granted) {
		const commanders = await findCommanders(calls, project.gid, items, before);
		if (typeof commanders === 'string') turnedAway.push({ ...project, why: commanders });
		else projects.push({ ...project, board: 'asana', commanders });
	}
	const list: PortfolioList = {
		version: 1,
		portfolio: portfolioGid,
		problem: null,
		projects,
		refused: turnedAway.map(({ gid, name, why }) => ({ gid, name, why })),
	};
	return { list, items: items.map(({ gid, name }) => ({ gid, name })), failure: null };
}

/**
 * Who may command: the members when the project was picked up. It stays so until an operator changes it: who joins a
 * project later does not thereby command the machine. Why it is not known, as a text.
 */
async function findCommanders(
	calls: PortfolioCalls,
	gid: string,
	items: readonly PortfolioItem[],
	before: PortfolioList | null,
): Promise<string[] | null | string> {
	const known = before?.projects.find((project) => project.gid === gid);
	if (known !== undefined) return known.commanders;
	const item = items.find((candidate) => candidate.gid === gid);
	if (item === undefined) return 'it has left the portfolio';
	const members = await calls.members(item);
	return members.ok ? members.value : `who may command cannot be read: ${describeFailure(members.failure)}`;
}
