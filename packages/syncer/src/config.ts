import { parseArgs } from 'node:util';
import { z } from 'zod';
import { commonEnv, loadEnv, loadTracked, locateHome, type TrackedProject } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { findBoardUrlFlaw } from '@aegis/shared/network';

export const help = `Follows one project of the board and writes to its cards: the only door to Asana.

Usage: node packages/syncer/src/main.ts --project GID [--ensure-schema [--once [--dry-run]]]
       node packages/syncer/src/main.ts --portfolio GID [--once]

  --project GID     the project, as listed in $AEGIS_HOME/projects.json or found in the portfolio
  --portfolio GID   write down in $AEGIS_HOME/portfolio.json which projects the portfolio holds; needs no Redis
  --ensure-schema   create the sections, fields and options that the project lacks
  --once            with --ensure-schema or --portfolio: only that; prints one line of JSON and ends
  --dry-run         with --once: changes nothing, prints what would be done

Environment:
  ASANA_ACCESS_TOKEN   required; a personal access token
  ASANA_BASE_URL       default https://app.asana.com/api/1.0
  ASANA_REQUESTS_PER_MINUTE  default: 150, and more once the token proves to bear it; the local board: no limit
  REDIS_URL            required, except with --once
  AEGIS_HOME           default ~/.aegis
  DATABASE_URL         postgresql://…; default SQLite in the repository's .aegis
  AEGIS_PREFIX         default aegis; one per installation on a shared Redis
  AEGIS_POLL_SECONDS   default poll_interval_seconds of the repository's aegis_config.json
  AEGIS_ENSURE_SCHEMA  1 is --ensure-schema
  ASANA_PORTFOLIO_GID  a portfolio whose projects are looked after beside those of projects.json
  AEGIS_REPOSITORIES_ROOT  below it a project's description may name its repository
  AEGIS_PORTFOLIO_SECONDS  default 60
  AEGIS_PUBLIC_URL     public http(s) address of the dashboard; without it comments link to no run
  AEGIS_WEBHOOK_URL    public http(s) address that leads here; without it the board is polled alone
  AEGIS_WEBHOOK_HOST   default 127.0.0.1; where deliveries arrive
  AEGIS_WEBHOOK_PORT   default 4174
  LOG_LEVEL            default info
`;

const syncerEnv = {
	...commonEnv,
	ASANA_BASE_URL: z
		.string()
		.default('https://app.asana.com/api/1.0')
		.superRefine((url, context) => {
			const flaw = findBoardUrlFlaw(url);
			if (flaw !== null) context.addIssue({ code: 'custom', message: flaw });
		}),
	ASANA_ACCESS_TOKEN: z.string().optional(),
	ASANA_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(100_000).optional(),
	AEGIS_POLL_SECONDS: z.coerce.number().min(0.05).max(3_600).optional(),
	AEGIS_ENSURE_SCHEMA: z.enum(['0', '1']).default('0'),
	ASANA_PORTFOLIO_GID: z.string().optional(),
	AEGIS_REPOSITORIES_ROOT: z.string().startsWith('/', 'write an absolute path').optional(),
	AEGIS_PORTFOLIO_SECONDS: z.coerce.number().min(0.05).max(3_600).default(60),
	AEGIS_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
	AEGIS_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
	AEGIS_WEBHOOK_HOST: z.string().default('127.0.0.1'),
	AEGIS_WEBHOOK_PORT: z.coerce.number().int().min(1).max(65_535).default(4174),
};

export type SyncerEnv = ReturnType<typeof loadSyncerEnv>;

export function loadSyncerEnv(env: Readonly<Record<string, string | undefined>>) {
	return loadEnv(syncerEnv, env);
}

export interface SyncerArguments {
	readonly help: boolean;
	readonly projectGid: string;
	/** Another mode: follow a portfolio instead of a project. */
	readonly portfolioGid: string | null;
	readonly ensureSchema: boolean;
	readonly once: boolean;
	readonly dryRun: boolean;
}

/** Reads the command line. Throws SYNCER_USAGE (exit 2). */
export function readArguments(argv: readonly string[]): SyncerArguments {
	let values;
	try {
		({ values } = parseArgs({
			args: [...argv],
			options: {
				help: { type: 'boolean', short: 'h', default: false },
				project: { type: 'string' },
				portfolio: { type: 'string' },
				'ensure-schema': { type: 'boolean', default: false },
				once: { type: 'boolean', default: false },
				'dry-run': { type: 'boolean', default: false },
			},
		}));
	} catch (error) {
		throw usage(`${(error as Error).message}.`);
	}
	if (!values.help && (values.project === undefined) === (values.portfolio === undefined))
		throw usage(
			values.project === undefined
				? '--project is missing.'
				: '--project and --portfolio exclude each other.',
		);
	if (values.portfolio !== undefined && values['ensure-schema'])
		throw usage('--ensure-schema goes with --project only.');
	if (values.once && !values['ensure-schema'] && values.portfolio === undefined)
		throw usage('--once goes with --ensure-schema or --portfolio only.');
	if (values['dry-run'] && !(values.once && values['ensure-schema']))
		throw usage('--dry-run goes with --ensure-schema --once only.');
	return {
		help: values.help,
		projectGid: values.project ?? '',
		portfolioGid: values.portfolio ?? null,
		ensureSchema: values['ensure-schema'],
		once: values.once,
		dryRun: values['dry-run'],
	};
}

function usage(message: string): AegisError {
	return new AegisError('SYNCER_USAGE', message, {
		fix: 'Run it with --help to see what it takes.',
		exitCode: 2,
	});
}

/** The token, which nothing works without. Throws ASANA_TOKEN_MISSING (exit 4). */
export function requireToken(env: SyncerEnv): string {
	if (env.ASANA_ACCESS_TOKEN !== undefined) return env.ASANA_ACCESS_TOKEN;
	throw new AegisError(
		'ASANA_TOKEN_MISSING',
		'ASANA_ACCESS_TOKEN is not set, and the board answers nobody without it.',
		{
			fix: 'Set it to a personal access token of the account Aegis acts as.',
			exitCode: 4,
		},
	);
}

/** The project as this installation knows it. Throws PROJECT_UNKNOWN (exit 2). */
export function findProject(env: SyncerEnv, gid: string): TrackedProject {
	const home = locateHome(env.AEGIS_HOME);
	const project = loadTracked(home, env.ASANA_PORTFOLIO_GID).find((candidate) => candidate.gid === gid);
	if (project !== undefined) return project;
	throw new AegisError(
		'PROJECT_UNKNOWN',
		`Project ${gid} is not in ${home.projectsFile}, nor was it found in a portfolio.`,
		{
			fix: 'Run `aegis init` in the repository the project is about, or correct --project.',
			exitCode: 2,
		},
	);
}
