import { redisCarrier } from '@aegis/shared/actor';
import { machineChance, machineClock } from '@aegis/shared/clock';
import { publishLive } from '@aegis/shared/live';
import { WorkQueue } from '@aegis/shared/queue';
import { connectRedis, disconnect, type Keys } from '@aegis/shared/redis';
import type { Store } from '@aegis/shared/store';
import { runMaster, type Master, type MasterOptions } from './master.ts';
import { sqlMasterStore } from './store/sql-store.ts';
import type { MasterTables } from './store/tables.ts';

/** Starts the master actor on this machine: SQL and Redis as they are. */
export function startMaster(
	options: Pick<
		MasterOptions,
		'projects' | 'leaseMs' | 'maxRuns' | 'maxUsdPerDay' | 'log' | 'mayAnswer' | 'onFatal'
	> & {
		readonly store: Store<MasterTables>;
		readonly redisUrl: string;
		readonly keys: Keys;
	},
): Master {
	const { redisUrl, keys, log } = options;
	const workQueue = new WorkQueue(redisUrl, keys);
	const live = connectRedis(redisUrl, { name: 'master.live' });
	const master = runMaster({
		...options,
		store: sqlMasterStore(options.store),
		carrier: redisCarrier({ name: 'master', redisUrl, keys, log, workQueue }),
		clock: machineClock,
		chance: machineChance,
		announce: (event) => publishLive(live, keys, event),
	});
	return {
		...master,
		async [Symbol.asyncDispose]() {
			await master[Symbol.asyncDispose]();
			await workQueue[Symbol.asyncDispose]();
			disconnect(live);
		},
	};
}
