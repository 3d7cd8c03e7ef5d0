import { join } from 'node:path';
import { locateHome, ownEnvironment, readSettings, requireRedisUrl } from '@aegis/shared/config';
import { EffectLog } from '@aegis/shared/effects';
import { createLogger } from '@aegis/shared/log';
import { addressFor, checkRedis, connectRedis, disconnect, holdLease, keysFor } from '@aegis/shared/redis';
import { runService } from '@aegis/shared/service';
import { locateStore, Store } from '@aegis/shared/store';
import { Connection } from './asana/connection.ts';
import { chooseQuota } from './asana/choose-quota.ts';
import { findProject, help, loadSyncerEnv, readArguments, requireToken } from './config.ts';
import { followPortfolio, lookAtPortfolio } from './portfolio/follow-portfolio.ts';
import { runSetup } from './setup/run-setup.ts';
import { migrations, type SyncerTables } from './store/tables.ts';
import { startSyncer } from './start-syncer.ts';
import { Tenure } from './tenure/tenure.ts';
import { locateWebhooks } from './webhook/locate-webhooks.ts';

/** Milliseconds a dead syncer's project waits for its successor at most, when it died on another machine. */
const leaseMs = 5_000;

const log = createLogger('syncer', { level: process.env['LOG_LEVEL'] ?? 'info' });
await runService(log, async (context) => {
	const { stack, signal, fail } = context;
	const given = readArguments(process.argv.slice(2));
	if (given.help) {
		process.stdout.write(help);
		process.exit(0);
	}
	const env = loadSyncerEnv(ownEnvironment());
	const token = requireToken(env);
	const { projectGid } = given;
	const account = { baseUrl: env.ASANA_BASE_URL, token };
	if (given.portfolioGid !== null) {
		const connection = stack.use(new Connection(account));
		const portfolio = { connection, portfolioGid: given.portfolioGid, env };
		if (!given.once) return followPortfolio(context, portfolio, log);
		process.stdout.write(`${JSON.stringify(await lookAtPortfolio(portfolio))}\n`);
		process.exit(0);
	}
	if (given.once) {
		const connection = stack.use(new Connection(account));
		process.stdout.write(`${JSON.stringify(await runSetup(connection, projectGid, given))}\n`);
		process.exit(0);
	}
	const project = findProject(env, projectGid);
	const home = locateHome(env.AEGIS_HOME);
	const redisUrl = addressFor(requireRedisUrl(env.REDIS_URL), {
		folder: home.redisUsers,
		prefix: env.AEGIS_PREFIX,
		role: 'syncer',
	});
	const pollSeconds =
		env.AEGIS_POLL_SECONDS ?? (await readSettings(home, project)).config.poll_interval_seconds;
	const keys = keysFor(env.AEGIS_PREFIX);

	const redis = stack.adopt(connectRedis(redisUrl, { name: `syncer.${projectGid}.lease` }), async (client) =>
		disconnect(client),
	);
	await checkRedis(redis, { allowUnsafe: env.AEGIS_ALLOW_UNSAFE_REDIS === '1' });
	const quota = chooseQuota({ redis, keys, account, project, perMinute: env.ASANA_REQUESTS_PER_MINUTE, log });
	const lease = await holdLease({
		redis,
		keys,
		name: `syncer.${projectGid}`,
		ttlMs: leaseMs,
		signal,
		onLost: (why) => fail(new Error(`the project's lease is lost: ${why}`)),
	});
	stack.defer(() => lease.release());
	const mayWrite = (): boolean => lease.isProven();
	const connection = stack.use(new Connection({ ...account, quota, mayWrite }));

	const location = locateStore({
		databaseUrl: env.DATABASE_URL,
		file: join(project.path, '.aegis', 'project.db'),
		schema: `aegis_project_${projectGid}`,
	});
	const store = stack.use(await Store.open<SyncerTables>(location, migrations));
	const bound = log.child({ projectGid });
	if (given.ensureSchema || env.AEGIS_ENSURE_SCHEMA === '1')
		bound.info(await runSetup(connection, projectGid), 'project set up');
	const effects = stack.use(
		new EffectLog({ folder: home.effects, service: `syncer.${projectGid}`, log: bound }),
	);
	await startSyncer({
		context,
		connection,
		store,
		redisUrl,
		keys,
		effects,
		lease,
		tenure: await Tenure.begin({ redis, keys, store, effects, projectGid }),
		projectGid,
		pollMs: pollSeconds * 1_000,
		publicUrl: env.AEGIS_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
		webhooks: locateWebhooks(env),
		log: bound,
	});
	bound.info({ pollSeconds, board: env.ASANA_BASE_URL, store: location.engine }, 'following the project');
});
