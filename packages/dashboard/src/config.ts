import { z } from 'zod';
import { commonEnv, loadEnv } from '@aegis/shared/config';

const dashboardEnv = {
	...commonEnv,
	AEGIS_DASHBOARD_PORT: z.coerce.number().int().min(0).max(65_535).default(4173),
	AEGIS_DASHBOARD_HOST: z.string().default('127.0.0.1'),
	AEGIS_DASHBOARD_NAMES: z
		.string()
		.default('')
		.transform((names) =>
			names
				.split(',')
				.map((name) => name.trim().toLowerCase())
				.filter((name) => name !== ''),
		),
	/** The name under which orders are given; the user's where it is not set. */
	AEGIS_OPERATOR: z.string().min(1).max(60).optional(),
	AEGIS_DASHBOARD_TOKEN: z.string().min(16, 'use at least 16 characters').optional(),
};

/** Reads the environment. Throws CONFIG_INVALID (exit 2). */
export function loadConfig(env: Readonly<Record<string, string | undefined>>) {
	return loadEnv(dashboardEnv, env);
}
