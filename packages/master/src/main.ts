import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { loadEnv, locateHome, ownEnvironment, requireRedisUrl } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { addressFor, connectRedis, disconnect, keysFor, PrefixMark, RedisHealth } from '@aegis/shared/redis';
import { runService } from '@aegis/shared/service';
import { locateStore, Store } from '@aegis/shared/store';
import { serveApi } from './api/server.ts';
import { masterEnv } from './config.ts';
import { help } from './help.ts';
import type { Master } from './master.ts';
import { Projects } from './projects/projects.ts';
import { beginReign, lockHome } from './reign/reign.ts';
import { startMaster } from './start-master.ts';
import { keepLogHeads } from './store/log-heads.ts';
import { masterMigrations, type MasterTables } from './store/tables.ts';
import { endLeftovers } from './supervision/leftovers.ts';
import { reportLostWorker } from './supervision/lost-worker.ts';
import { Services } from './supervision/services.ts';

if (parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values.help) {
	process.stdout.write(help);
	process.exit(0);
}

const startedAt = Date.now();
const log = createLogger('master', { level: process.env['LOG_LEVEL'] ?? 'info' });

await runService(
	log,
	async ({ stack, signal, fail }) => {
		const config = loadEnv(masterEnv, ownEnvironment());
		const home = locateHome(config.AEGIS_HOME);
		const givenUrl = requireRedisUrl(config.REDIS_URL);
		const redisUrl = addressFor(givenUrl, {
			folder: home.redisUsers,
			prefix: config.AEGIS_PREFIX,
			role: 'master',
		});
		const keys = keysFor(config.AEGIS_PREFIX);
		const location = locateStore({
			databaseUrl: config.DATABASE_URL,
			file: home.masterDb,
			schema: 'aegis_master',
		});
		const lock = await lockHome(home);
		if (lock.held) stack.defer(() => lock.release());
		const projects = await Projects.open(home, log, config.ASANA_PORTFOLIO_GID);
		const redis = stack.adopt(connectRedis(redisUrl, { name: 'master.health' }), disconnect);
		let active: Master | null = null;
		const services = new Services({
			home,
			config,
			redisUrl: givenUrl,
			env: ownEnvironment(),
			log,
			onWorkerLost: (workerId) => active?.loseWorker(workerId) ?? reportLostWorker(redis, keys, workerId),
		});
		// Another master may be active from here on; what runs here goes on under it, and its processes with it.
		const lose = (error: unknown): void => {
			services.abandon();
			fail(error, 2_000);
		};
		// Whatever fails below, no child is left behind; and in the end they stop first, while somebody still listens.
		const stopServices = new AsyncDisposableStack();
		if (lock.held) stopServices.defer(() => endLeftovers(home, services));
		stopServices.use(services);
		stack.use(stopServices);
		// The machine of a standby works too: its workers are for whichever master is active, and its syncers wait for the
		// leases of their projects.
		if (lock.held && location.engine === 'postgres') {
			services.startWorkers(projects);
			services.followProjects(projects);
		}
		const reign = stack.use(await beginReign({ home, lock, location, log, signal, onLost: lose }));
		// Their first look at the board takes longest: they begin while the master opens its store. The pool follows when
		// it is ready, so that not everything starts on the same cores at once.
		services.followProjects(projects);
		services.followPortfolio();
		const health = stack.use(
			await RedisHealth.start(redis, keys, {
				allowUnsafe: config.AEGIS_ALLOW_UNSAFE_REDIS === '1',
				onUnsafe: fail,
				onChange: (trouble) => {
					if (trouble === null) log.info('redis is back');
					else log.error({ kind: trouble.kind, why: trouble.text }, 'redis is in trouble');
					active?.holdUp(trouble?.text ?? null);
				},
			}),
		);
		const store = stack.use(await Store.open<MasterTables>(location, masterMigrations));
		const owner = { id: await store.identify(), home: home.root, host: hostname() };
		stack.use(await PrefixMark.start(redis, keys, { owner, onTaken: fail }));
		const master = stack.use(
			startMaster({
				store,
				redisUrl,
				keys,
				projects,
				leaseMs: config.AEGIS_LEASE_MS,
				maxRuns: config.AEGIS_MAX_RUNS,
				maxUsdPerDay: config.AEGIS_MAX_USD_PER_DAY,
				mayAnswer: () => reign.isProven(),
				log,
				onFatal: lose,
			}),
		);
		active = master;
		stack.use(keepLogHeads(store, home.effects, log));
		master.holdUp(health.trouble?.text ?? null);
		const { AEGIS_MASTER_HOST: host, AEGIS_MASTER_PORT: port, AEGIS_MASTER_URL: url } = config;
		const sources = { db: store.db, projects, pool: master.pool, services, redis, keys, health, startedAt };
		stack.use(await serveApi(home, { host, port, url }, sources));
		services.startPool(projects);
		const reconsider = (): void =>
			void master
				.reconsiderAll()
				.catch((error: unknown) => log.warn({ err: error }, 'cards not looked at again'));
		// A project may have been let go while no master was there to see it.
		reconsider();
		const timer = setInterval(() => {
			if (projects.refresh()) reconsider();
			services.followProjects(projects);
		}, 1_000);
		stack.defer(() => clearInterval(timer));
		stack.use(stopServices.move());
		log.info({ readyMs: Date.now() - startedAt }, 'master ready');
	},
	{ drainMs: 45_000 },
);
