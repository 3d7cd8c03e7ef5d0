import { hostname } from 'node:os';
import { commonEnv } from '@aegis/shared/config';
import { z } from 'zod';
import { sandboxWishes } from './core/sandbox-mode.ts';

const paths = z
	.string()
	.default('')
	.transform((list) => list.split(':').filter((path) => path !== ''))
	.refine(
		(list) => list.every((path) => path.startsWith('/')),
		'use absolute paths, with colons between them',
	);

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
	/** Whether runs are kept in a sandbox: always or not at all, where there is one, or never. */
	AEGIS_SANDBOX: z.enum(sandboxWishes).default('preferred'),
	/** More of this machine that every run may read, and that every run may write to. */
	AEGIS_SANDBOX_SHOW: paths,
	AEGIS_SANDBOX_SHARE: paths,
	/** Folders of which every card has a copy of its own. */
	AEGIS_SANDBOX_CACHE: paths,
	/** MiB of new objects that one fetch from a card's clone may bring. */
	AEGIS_SANDBOX_TAKE_MB: z.coerce.number().int().min(1).max(1_048_576).default(2_048),
	/** MiB that the folders of one run may hold: its tree, its home, its temporary files. */
	AEGIS_RUN_DISK_MB: z.coerce.number().int().min(1).max(1_048_576).default(20_480),
	AEGIS_HEARTBEAT_MS: z.coerce.number().int().min(100).default(2_000),
	/** How long agents have after SIGTERM to get to the end of a turn before they are stopped in it. */
	AEGIS_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(5_000),
	/** How many days what finished cards left behind is kept; 0 keeps it for ever. */
	AEGIS_KEEP_DAYS: z.coerce.number().min(0).max(3_650).default(14),
};
