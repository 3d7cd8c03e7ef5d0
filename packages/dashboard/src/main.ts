import { userInfo } from 'node:os';
import { connectMaster } from '@aegis/shared/api';
import { locateHome, ownEnvironment, requireRedisUrl } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { keysFor } from '@aegis/shared/redis/keys';
import { addressFor } from '@aegis/shared/redis/passwords';
import { runService } from '@aegis/shared/service';
import { announceAddress, listen } from './address.ts';
import { loadConfig } from './config.ts';
import { help } from './help.ts';
import { buildApp } from './http/app.ts';
import { askDoctor } from './read/doctor.ts';
import { liveSourceOf } from './live-source.ts';

if (process.argv.includes('--help') || process.argv.includes('-h')) {
	process.stdout.write(help);
	process.exit(0);
}

const log = createLogger('dashboard');
await runService(log, async ({ stack }) => {
	const config = loadConfig(ownEnvironment());
	log.level = config.LOG_LEVEL;
	const home = locateHome(config.AEGIS_HOME);
	const redisUrl = addressFor(requireRedisUrl(config.REDIS_URL), {
		folder: home.redisUsers,
		prefix: config.AEGIS_PREFIX,
		role: 'dashboard',
	});
	const keys = keysFor(config.AEGIS_PREFIX);

	const app = await buildApp({
		master: connectMaster(home),
		home,
		live: liveSourceOf(redisUrl, keys),
		queues: { redisUrl, keys },
		door: {
			folder: home.door,
			boundTo: config.AEGIS_DASHBOARD_HOST,
			hosts: config.AEGIS_DASHBOARD_NAMES,
			password: config.AEGIS_DASHBOARD_TOKEN,
		},
		operator: config.AEGIS_OPERATOR ?? userInfo().username,
		examine: askDoctor(home),
		log,
	});
	stack.defer(async () => app.close());
	const url = await listen(app, config.AEGIS_DASHBOARD_HOST, config.AEGIS_DASHBOARD_PORT);
	stack.use(announceAddress(home, url));
	log.info({ url }, 'dashboard listening');
});
