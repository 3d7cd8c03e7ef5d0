import { loadEnv, type Home } from '@aegis/shared/config';
import { z } from 'zod';
import { requirePort } from './board-service.ts';
import { choosePort, findFreePort } from './ports.ts';
import { recallPort, rememberPort } from './remembered-port.ts';

const usualPort = 4173;

const dashboardEnv = {
	AEGIS_DASHBOARD_PORT: z
		.union([z.literal('none'), z.coerce.number().int().min(0).max(65_535)], {
			error: 'use a port from 0 to 65535, or none',
		})
		.optional(),
};

/**
 * The dashboard's port: the one asked for on the command line, else in the environment, where it may be `none`; else the
 * one it had, else the usual one, and another where that is taken. Throws PORT_IN_USE and CONFIG_INVALID.
 */
export async function chooseDashboardPort(
	home: Home,
	env: Readonly<Record<string, string | undefined>>,
	flag: number | undefined,
): Promise<number | 'none'> {
	const asked = flag ?? loadEnv(dashboardEnv, env).AEGIS_DASHBOARD_PORT;
	if (asked === 'none') return asked;
	const port = await findPort(home, asked, flag === undefined ? 'AEGIS_DASHBOARD_PORT' : '--dashboard-port');
	rememberPort(home, 'dashboard', port);
	return port;
}

function findPort(home: Home, asked: number | undefined, setting: string): Promise<number> {
	if (asked === 0) return findFreePort();
	if (asked !== undefined) return requirePort(asked, 'dashboard', setting);
	return choosePort(recallPort(home, 'dashboard') ?? usualPort);
}
