import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Home } from './home.ts';
import { loadProjects, TrackedProject } from './projects.ts';
import { readJsonFile } from './read-json.ts';

/**
 * The projects of a portfolio as they were last read: those that are looked after, and those that cannot be, with the
 * reason. Written by the portfolio's follower alone; it stays when the board cannot be reached, and then says why.
 */
export const PortfolioList = z.strictObject({
	version: z.literal(1),
	portfolio: z.string(),
	/** Why it could not be read last time, or null. */
	problem: z.string().nullable(),
	projects: z.array(TrackedProject),
	refused: z.array(z.strictObject({ gid: z.string(), name: z.string(), why: z.string() })),
});
export type PortfolioList = z.output<typeof PortfolioList>;

/** The list of this portfolio, or null when it was never read; one of another portfolio counts as none. */
export function loadPortfolio(home: Home, portfolioGid: string | undefined): PortfolioList | null {
	if (portfolioGid === undefined || portfolioGid === '') return null;
	const list = readJsonFile(home.portfolioFile, PortfolioList);
	return list?.portfolio === portfolioGid ? list : null;
}

/** Replaces the list atomically. */
export function savePortfolio(home: Home, list: PortfolioList): void {
	mkdirSync(dirname(home.portfolioFile), { recursive: true });
	const temporary = `${home.portfolioFile}.${process.pid}.tmp`;
	writeFileSync(temporary, `${JSON.stringify(list, null, '\t')}\n`);
	renameSync(temporary, home.portfolioFile);
}

/** All projects an installation looks after: those of projects.json, and what else the portfolio holds. */
export function loadTracked(home: Home, portfolioGid: string | undefined): TrackedProject[] {
	const listed = loadProjects(home.projectsFile);
	// A repository has one project: the operator may have given it to another since the portfolio was read.
	const taken = new Set(listed.flatMap(({ gid, path }) => [gid, path]));
	const more = loadPortfolio(home, portfolioGid)?.projects ?? [];
	return [...listed, ...more.filter(({ gid, path }) => !taken.has(gid) && !taken.has(path))];
}
