import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { notAuthorized } from '../core/errors.ts';
import { isObject } from '../core/input.ts';
import type { Sessions } from '../server/session.ts';
import type { Seeds } from '../store/data/seed.ts';
import type { Store } from '../store/data/store.ts';
import { serveLive } from './live/routes.ts';
import { servePictures } from './pictures.ts';

export interface PageDataParts {
	readonly store: Store;
	readonly sessions: Sessions;
	readonly seeds: Seeds;
	/** The file that says where the dashboard is. */
	readonly dashboardFile: string | undefined;
}

/** Serves what the page shows, to who may see it: everything it changes goes through the API. */
export async function servePageData(app: FastifyInstance, parts: PageDataParts): Promise<void> {
	const { store, sessions, seeds, dashboardFile } = parts;
	await app.register(async (scope) => {
		scope.addHook('onRequest', async (request) => {
			if (sessions.roleOf(request) === null) throw notAuthorized();
		});
		servePictures(scope, store);
		await serveLive(scope, {
			store,
			person: seeds.person.gid,
			bot: seeds.bot.gid,
			dashboard: () => readDashboard(dashboardFile),
		});
	});
}

/** The dashboard's address, which it writes when it listens; null while there is none. */
function readDashboard(file: string | undefined): string | null {
	if (file === undefined) return null;
	try {
		const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
		const url = isObject(written) ? written['url'] : undefined;
		return typeof url === 'string' && /^https?:\/\//.test(url) ? url : null;
	} catch {
		// Not started yet, or being written: the next page load finds it.
		return null;
	}
}
