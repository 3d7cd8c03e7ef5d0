import { hostname } from 'node:os';
import { commonEnv } from '@aegis/shared/config';
import { z } from 'zod';

const workerId = z
	.string()
	.regex(/^[A-Za-z0-9._-]{1,64}$/, 'use letters, digits, dots, dashes and underscores');

/** What a worker reads from its environment. Times are milliseconds. */
export const workerEnv = {
	...commonEnv,
	/** The worker's name in the pool; no two living workers may share it. */
	AEGIS_WORKER_ID: workerId.default(
		`worker-${hostname()
			.replaceAll(/[^A-Za-z0-9._-]/g, '-')
			.slice(0, 50)}`,
	),
	/** Runs it carries at a time. */
	AEGIS_SLOTS: z.coerce.number().int().min(1).max(100).default(1),
	/** The coding CLI, for every project; overrides `runners.claude.command`. */
	AEGIS_CLAUDE_COMMAND: z.string().optional(),
	AEGIS_HEARTBEAT_MS: z.coerce.number().int().min(100).default(2_000),
	/** How long agents have after SIGTERM to get to the end of a turn before they are stopped in it. */
	AEGIS_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(5_000),
	/** How many days what finished cards left behind is kept; 0 keeps it for ever. */
	AEGIS_KEEP_DAYS: z.coerce.number().min(0).max(3_650).default(14),
};
