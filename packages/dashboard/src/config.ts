import { z } from 'zod';
import { commonEnv, loadEnv } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { isLoopback } from './core/request-guard.ts';

const dashboardEnv = {
	...commonEnv,
	AEGIS_DASHBOARD_PORT: z.coerce.number().int().min(0).max(65_535).default(4173),
	AEGIS_DASHBOARD_HOST: z.string().default('127.0.0.1'),
	AEGIS_DASHBOARD_TOKEN: z.string().min(16, 'use at least 16 characters').optional(),
};

/** Reads the environment. Throws CONFIG_INVALID or DASHBOARD_TOKEN_MISSING (exit 2). */
export function loadConfig(env: Readonly<Record<string, string | undefined>>) {
	const config = loadEnv(dashboardEnv, env);
	if (config.AEGIS_DASHBOARD_TOKEN === undefined && !isLoopback(config.AEGIS_DASHBOARD_HOST)) {
		throw new AegisError(
			'DASHBOARD_TOKEN_MISSING',
			`AEGIS_DASHBOARD_HOST is ${config.AEGIS_DASHBOARD_HOST}, which other machines can reach, and AEGIS_DASHBOARD_TOKEN is not set.`,
			{ fix: 'Set AEGIS_DASHBOARD_TOKEN, or unset AEGIS_DASHBOARD_HOST to stay on 127.0.0.1.', exitCode: 2 },
		);
	}
	return config;
}
