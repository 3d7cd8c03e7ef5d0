import { createApp } from './server/app.ts';
import { apiPath } from './server/api.ts';
import { Faults } from './server/faults.ts';
import { serveFaults } from './server/fault-route.ts';
import { RateLimit } from './server/rate-limit.ts';
import { EventLog } from './store/data/events.ts';
import { seed, seedGuest } from './store/data/seed.ts';
import type { Seat, Seeds } from './store/data/seed.ts';
import { Store } from './store/data/store.ts';
import { TaskLists } from './store/tasks/task-lists.ts';
import { Courier } from './webhooks/courier.ts';
import { serveDownloads } from './web/downloads.ts';
import { servePageData } from './web/page-data.ts';
import { servePage } from './web/page.ts';

/** How a board is run. */
export interface BoardOptions {
	readonly directory: string;
	readonly host: string;
	/** 0 takes any free port. */
	readonly port: number;
	readonly plan: 'free' | 'paid';
	/** Whether the workspace has a guest with a token. */
	readonly guest?: boolean;
	/** Requests per minute and token; undefined means no limit. */
	readonly rateLimit: number | undefined;
	/** Whether tests may make the board misbehave. */
	readonly faults: boolean;
	/** The folder of the door's secrets; without one the page works for whoever opens it on this machine. */
	readonly door?: string | undefined;
	/** Where other machines reach this one, as `http://board:4170`; where it listens unless given. */
	readonly apiAt?: string | undefined;
	/** The file that says where the dashboard is, for the link to it. */
	readonly dashboardFile?: string | undefined;
}

/** A board that listens. */
export interface Board extends AsyncDisposable {
	readonly url: string;
	readonly apiUrl: string;
	readonly seeds: Seeds;
	readonly guest: Seat | null;
	readonly store: Store;
	/** The folder of the door's secrets, where there is a door. */
	readonly door: string | undefined;
}

/** How often old events are forgotten, in milliseconds. */
const pruneEvery = 60 * 60 * 1000;

/** Opens the data, migrates it, and listens; rejects with the system's error when the port is taken. */
export async function openBoard(options: BoardOptions): Promise<Board> {
	await using opening = new AsyncDisposableStack();
	const store = new Store(options);
	opening.defer(() => store.close());
	const seeds = seed(store);
	const guest = options.guest === true ? seedGuest(store) : null;
	const events = new EventLog(store);
	events.prune();
	const pruning = setInterval(() => events.prune(), pruneEvery).unref();
	opening.defer(() => clearInterval(pruning));
	const faults = options.faults ? new Faults(events) : undefined;
	const limit = options.rateLimit === undefined ? undefined : new RateLimit(options.rateLimit);
	const courier = opening.use(new Courier(store, events, faults?.deliveries));
	const taskLists = new TaskLists(store);
	const parts = { store, person: seeds.person.gid, events, taskLists, limit, faults, courier };
	const { host, door, dashboardFile } = options;
	const app = await createApp(parts, { host, door }, async (server, sessions) => {
		server.get('/healthz', async () => ({ ok: true }));
		if (faults) serveFaults(server, faults);
		serveDownloads(server, store);
		await servePage(server);
		await servePageData(server, { store, sessions, seeds, dashboardFile });
	});
	opening.defer(() => app.close());
	const url = (await app.listen({ host: options.host, port: options.port })).replace('[::1]', 'localhost');
	store.address = url;
	store.apiAddress = options.apiAt ?? url;
	const stack = opening.move();
	return {
		url,
		apiUrl: `${store.apiAddress}${apiPath}`,
		seeds,
		guest,
		store,
		door,
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}
