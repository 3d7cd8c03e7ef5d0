import { parseArgs } from 'node:util';
import { loadEnv, locateHome, ownEnvironment, requireRedisUrl } from '@aegis/shared/config';
import { EffectLog } from '@aegis/shared/effects';
import { createLogger } from '@aegis/shared/log';
import { nameScope } from '@aegis/shared/process';
import { addressFor, checkRedis, connectRedis, disconnect, keysFor } from '@aegis/shared/redis';
import { runService } from '@aegis/shared/service';
import { workerEnv } from './config.ts';
import { help } from './help.ts';
import { openSandbox, refuseMissing } from './sandbox/sandbox.ts';
import { startWorker } from './start-worker.ts';

const { values } = parseArgs({
	options: {
		help: { type: 'boolean', short: 'h' },
		id: { type: 'string' },
		'try-sandbox': { type: 'boolean' },
	},
});
if (values.help) {
	process.stdout.write(help);
	process.exit(0);
}

if (values['try-sandbox'] === true) {
	process.stdout.write(`${await describeSandbox()}\n`);
	process.exit(0);
}

const startedAt = performance.now();
const log = createLogger('worker', {
	level: process.env['LOG_LEVEL'] ?? 'info',
	...(values.id === undefined ? {} : { bindings: { workerId: values.id } }),
});

await runService(
	log,
	async ({ stack }) => {
		const given = values.id === undefined ? {} : { AEGIS_WORKER_ID: values.id };
		const config = loadEnv(workerEnv, { ...ownEnvironment(), ...given });
		const home = locateHome(config.AEGIS_HOME);
		const redisUrl = addressFor(requireRedisUrl(config.REDIS_URL), {
			folder: home.redisUsers,
			prefix: config.AEGIS_PREFIX,
			role: 'worker',
		});
		const workerId = config.AEGIS_WORKER_ID;
		refuseMissing('AEGIS_SANDBOX_CACHE', config.AEGIS_SANDBOX_CACHE);
		const sandbox = await openSandbox({
			wish: config.AEGIS_SANDBOX,
			home,
			show: config.AEGIS_SANDBOX_SHOW,
			share: config.AEGIS_SANDBOX_SHARE,
		});
		if (sandbox.mode === 'none') log.warn({ why: sandbox.why }, 'runs are not kept in a sandbox');
		const check = connectRedis(redisUrl, { name: `${workerId}.check` });
		await checkRedis(check, { allowUnsafe: config.AEGIS_ALLOW_UNSAFE_REDIS === '1' });
		disconnect(check);
		const effects = stack.use(new EffectLog({ folder: home.effects, service: workerId, log }));
		stack.use(
			await startWorker({
				workerId,
				redisUrl,
				keys: keysFor(config.AEGIS_PREFIX),
				slots: config.AEGIS_SLOTS,
				heartbeatMs: config.AEGIS_HEARTBEAT_MS,
				drainMs: config.AEGIS_DRAIN_MS,
				keepMs: config.AEGIS_KEEP_DAYS * 24 * 60 * 60 * 1_000,
				machine: {
					home,
					env: ownEnvironment(),
					claudeCommand: config.AEGIS_CLAUDE_COMMAND,
					scope: nameScope(home.root, workerId),
					workerId,
					sandbox,
					caches: config.AEGIS_SANDBOX_CACHE,
					diskLimit: config.AEGIS_RUN_DISK_MB * 2 ** 20,
					takeLimit: config.AEGIS_SANDBOX_TAKE_MB * 2 ** 20,
					effects,
				},
				ownsProcess: true,
				log,
			}),
		);
		log.info({ workerId, readyMs: Math.round(performance.now() - startedAt) }, 'worker ready');
	},
	// Beyond the drain itself: stopping an agent takes up to five seconds, telling of it a moment.
	{ drainMs: 15_000 + Number(process.env['AEGIS_DRAIN_MS'] ?? 5_000) },
);

/** What this machine's sandbox is worth, as one line of JSON: for `aegis doctor`. */
async function describeSandbox(): Promise<string> {
	const { AEGIS_HOME, AEGIS_SANDBOX } = loadEnv(workerEnv, process.env);
	const given = { home: locateHome(AEGIS_HOME), show: [], share: [] };
	const { mode, why, canBridge } = await openSandbox({
		...given,
		wish: AEGIS_SANDBOX === 'off' ? 'off' : 'preferred',
	});
	return JSON.stringify({ wish: AEGIS_SANDBOX, mode, why, canBridge });
}
