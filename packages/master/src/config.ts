import { z } from 'zod';
import { commonEnv } from '@aegis/shared/config';

/** What the master reads from its environment. Times are milliseconds. */
export const masterEnv = {
	...commonEnv,
	/** Workers to spawn here; 0 where they run on other machines. */
	AEGIS_WORKERS: z.coerce.number().int().min(0).max(64).default(2),
	/** Runs one worker carries at a time. */
	AEGIS_SLOTS: z.coerce.number().int().min(1).max(100).default(1),
	/** Runs of all projects at a time, whatever room the workers have. */
	AEGIS_MAX_RUNS: z.coerce.number().int().min(1).max(10_000).optional(),
	/** US dollars that all runs together may cost within a day. */
	AEGIS_MAX_USD_PER_DAY: z.coerce.number().positive().optional(),
	AEGIS_LEASE_MS: z.coerce.number().int().min(1_000).default(18_000),
	AEGIS_MASTER_HOST: z.string().default('127.0.0.1'),
	AEGIS_MASTER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
	/** Where the status API is reached from other machines, as http://master:4172; where it listens unless given. */
	AEGIS_MASTER_URL: z.url({ protocol: /^https?$/ }).optional(),
	/** The dashboard's port; `none` starts no dashboard. */
	AEGIS_DASHBOARD_PORT: z
		.union([z.literal('none'), z.coerce.number().int().min(0).max(65_535)])
		.default(4173),
	AEGIS_CLAUDE_COMMAND: z.string().optional(),
	AEGIS_POLL_SECONDS: z.coerce.number().positive().optional(),
	AEGIS_HEARTBEAT_MS: z.coerce.number().int().min(100).optional(),
	ASANA_ACCESS_TOKEN: z.string().optional(),
	ASANA_BASE_URL: z.string().optional(),
	ASANA_PORTFOLIO_GID: z.string().optional(),
	ASANA_REQUESTS_PER_MINUTE: z.string().optional(),
};
export type MasterConfig = z.infer<z.ZodObject<typeof masterEnv>>;
