import { join } from 'node:path';
import { connectMaster, DashboardAddress, type StatusView } from '@aegis/shared/api';
import { readJsonFile, type Home } from '@aegis/shared/config';
import { nodeService, type ChildSpec } from '@aegis/shared/supervision';
import { passEnvironment } from './service-env.ts';
import { locateService } from './service-paths.ts';
import { waitFor } from './stop-signal.ts';

export function describeMaster(options: {
	home: Home;
	env: Readonly<Record<string, string | undefined>>;
	redisUrl: string;
	dashboardPort: number | 'none';
}): ChildSpec {
	const { home, env, redisUrl, dashboardPort } = options;
	return {
		name: 'master',
		...nodeService(locateService('master'), []),
		handsOver: true,
		env: passEnvironment(env, {
			AEGIS_HOME: home.root,
			REDIS_URL: redisUrl,
			AEGIS_DASHBOARD_PORT: String(dashboardPort),
		}),
		logFile: join(home.logs, 'master.log'),
		// It drains its own children first.
		stopMs: 50_000,
		leash: true,
		heartbeat: 'file',
	};
}

/** Waits until a master started after `since` (milliseconds since the epoch) answers; null when stopped or too late. */
export async function awaitMaster(
	home: Home,
	since: number,
	timeoutMs: number,
	signal: AbortSignal,
): Promise<StatusView | null> {
	const deadline = performance.now() + timeoutMs;
	const client = connectMaster(home);
	while (performance.now() < deadline && !signal.aborted) {
		const status = await client.status().catch(() => null);
		if (status !== null && status.startedAt >= since) return status;
		await waitFor(50, signal);
	}
	return null;
}

/** Where the dashboard listens, or null when none runs. */
export function findDashboardUrl(home: Home): string | null {
	return readQuietly(() => readJsonFile(join(home.run, 'dashboard.json'), DashboardAddress))?.url ?? null;
}

/** A file that is being written counts as none. */
export function readQuietly<T>(read: () => T | null): T | null {
	try {
		return read();
	} catch {
		return null;
	}
}
