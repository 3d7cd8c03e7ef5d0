import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPortfolio, loadProjects, locateHome, savePortfolio } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import type { ServiceContext } from '@aegis/shared/service';
import type { Connection } from '../asana/connection.ts';
import { PortfolioCalls } from '../asana/portfolio-calls.ts';
import type { SyncerEnv } from '../config.ts';
import { explainFailure } from '../setup/explain-failure.ts';
import { excludeOwnFolder } from './locate-repository.ts';
import { readPortfolio, type PortfolioReading } from './read-portfolio.ts';

export interface PortfolioOptions {
	readonly connection: Connection;
	readonly portfolioGid: string;
	readonly env: SyncerEnv;
}

/**
 * Reads the portfolio once, for somebody who waits, and changes nothing. Throws PORTFOLIO_UNREADABLE, ASANA_UNAUTHORIZED
 * or BOARD_UNREACHABLE.
 */
export async function lookAtPortfolio(options: PortfolioOptions): Promise<PortfolioReading> {
	const reading = await read(options);
	if (reading.failure === null) return reading;
	throw explainFailure(reading.failure, { kind: 'portfolio', gid: options.portfolioGid });
}

function read({ connection, portfolioGid, env }: PortfolioOptions): Promise<PortfolioReading> {
	const home = locateHome(env.AEGIS_HOME);
	return readPortfolio({
		calls: new PortfolioCalls(connection),
		portfolioGid,
		root: env.AEGIS_REPOSITORIES_ROOT,
		listed: loadProjects(home.projectsFile),
		before: loadPortfolio(home, portfolioGid),
	});
}

/** Writes down again and again which projects the portfolio holds; the master follows the file. */
export function followPortfolio(
	{ stack, signal, fail }: ServiceContext,
	options: PortfolioOptions,
	log: Logger,
): void {
	const home = locateHome(options.env.AEGIS_HOME);
	const pause = options.env.AEGIS_PORTFOLIO_SECONDS * 1_000;
	const follow = async (): Promise<void> => {
		while (!signal.aborted) {
			const before = loadPortfolio(home, options.portfolioGid);
			const { list } = await read(options);
			if (!isDeepStrictEqual(list, before)) {
				for (const { path } of list.projects) await excludeOwnFolder(path);
				savePortfolio(home, list);
				const gids = list.projects.map(({ gid }) => gid);
				log.info({ projects: gids, refused: list.refused, problem: list.problem }, 'portfolio changed');
			}
			// Rejected only because the service stops.
			await sleep(pause * (0.95 + 0.1 * Math.random()), undefined, { signal }).catch(() => {});
		}
	};
	const following = follow().catch(fail);
	stack.defer(() => following);
}
