import { parseArgs } from 'node:util';
import { loadEnv, locateHome, requireRedisUrl } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { checkRedis, connectRedis, disconnect, holdLease, keysFor } from '@aegis/shared/redis';
import { runService } from '@aegis/shared/service';
import { locateStore, Store } from '@aegis/shared/store';
import { AegisError } from '@aegis/shared/errors';
import { serveApi } from './api/server.ts';
import { masterEnv } from './config.ts';
import { help } from './help.ts';
import { startMaster, type Master } from './master.ts';
import { Projects } from './projects.ts';
import { masterMigrations, type MasterTables } from './store/tables.ts';
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
		const config = loadEnv(masterEnv, process.env);
		const home = locateHome(config.AEGIS_HOME);
		const redisUrl = requireRedisUrl(config.REDIS_URL);
		const keys = keysFor(config.AEGIS_PREFIX);
		const projects = new Projects(home, log);
		const listening = Promise.withResolvers<Master | null>();
		const services = new Services({
			home,
			config,
			redisUrl,
			env: process.env,
			log,
			// One may end before the master listens.
			onWorkerLost: async (workerId) => (await listening.promise)?.loseWorker(workerId),
		});
		// Their first look at the board takes longest: they begin while the master opens its store. The pool follows when
		// it is ready, so that not everything starts on the same cores at once.
		services.followProjects(projects);
		// Whatever fails below, no child is left behind; and in the end they stop first, while somebody still listens.
		const stopServices = new AsyncDisposableStack();
		stopServices.use(services);
		stack.use(stopServices);
		stack.defer(() => listening.resolve(null));
		const redis = connectRedis(redisUrl, { name: 'master.lease' });
		stack.defer(() => disconnect(redis));
		await checkRedis(redis, { allowUnsafe: config.AEGIS_ALLOW_UNSAFE_REDIS === '1' });
		const lost = (why: string): void =>
			fail(
				new AegisError('LEASE_LOST', `The master's lease is lost: ${why}.`, {
					fix: 'Nothing to do: it starts again and waits for the lease.',
				}),
			);
		const lease = await holdLease({ redis, keys, name: 'master', ttlMs: 5_000, signal, onLost: lost });
		stack.defer(() => lease.release());
		const store = stack.use(
			await Store.open<MasterTables>(
				locateStore({ databaseUrl: config.DATABASE_URL, file: home.masterDb, schema: 'aegis_master' }),
				masterMigrations,
			),
		);
		const master = stack.use(
			startMaster({
				home,
				store,
				redisUrl,
				keys,
				projects,
				leaseMs: config.AEGIS_LEASE_MS,
				log,
				onFatal: fail,
			}),
		);
		listening.resolve(master);
		stack.use(
			await serveApi(
				home,
				{ host: config.AEGIS_MASTER_HOST, port: config.AEGIS_MASTER_PORT },
				{
					db: store.db,
					projects,
					pool: master.pool,
					services,
					redis,
					keys,
					startedAt,
				},
			),
		);
		services.startPool(projects);
		const timer = setInterval(() => {
			projects.refresh();
			services.followProjects(projects);
		}, 1_000);
		stack.defer(() => clearInterval(timer));
		stack.use(stopServices.move());
		log.info({ fence: lease.fence, readyMs: Date.now() - startedAt }, 'master ready');
	},
	{ drainMs: 45_000 },
);
