import { fileURLToPath } from 'node:url';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isToolVariable } from '@aegis/shared/domain';
import { failpointSettingFor } from '@aegis/shared/failpoint';
import { nameScope } from '@aegis/shared/process';
import { nodeService, type ChildSpec } from '@aegis/shared/supervision';
import { loadBoardAddress, type Home, type TrackedProject } from '@aegis/shared/config';
import type { MasterConfig } from '../config.ts';

/** Variables every service may need: where programs are, how to speak, what to trust. Nothing of ours, no secret. */
const ordinary = [
	'PATH',
	'HOME',
	'LANG',
	'LC_ALL',
	'TZ',
	'TMPDIR',
	'NODE_EXTRA_CA_CERTS',
	'NODE_USE_SYSTEM_CA',
	'NODE_COMPILE_CACHE',
	'USER',
	'LOGNAME',
	'SSH_AUTH_SOCK',
];
/** What a coding CLI signs in with; handed to workers alone, which hand it to their agents. */
const modelCredentials =
	/^(ANTHROPIC_|CLAUDE_CODE_|AWS_|GOOGLE_|CLOUD_ML_REGION|VERTEX_REGION_|HTTPS?_PROXY|NO_PROXY)/;

interface Context {
	readonly home: Home;
	readonly config: MasterConfig;
	readonly redisUrl: string;
	readonly env: Readonly<Record<string, string | undefined>>;
}

function entry(service: string): string {
	return fileURLToPath(new URL(`../../../${service}/src/main.ts`, import.meta.url));
}

function base({ home, config, redisUrl, env }: Context): Record<string, string> {
	return {
		...pick(env, (name) => ordinary.includes(name)),
		AEGIS_HOME: home.root,
		REDIS_URL: redisUrl,
		AEGIS_PREFIX: config.AEGIS_PREFIX,
		LOG_LEVEL: config.LOG_LEVEL,
		AEGIS_ALLOW_UNSAFE_REDIS: config.AEGIS_ALLOW_UNSAFE_REDIS,
		...(config.DATABASE_URL === undefined ? {} : { DATABASE_URL: config.DATABASE_URL }),
	};
}

function pick(
	env: Readonly<Record<string, string | undefined>>,
	wanted: (name: string) => boolean,
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(env).filter(
			(entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
		),
	);
}

function node(
	context: Context,
	service: string,
	name: string,
	args: readonly string[],
	env: Record<string, string>,
	stopMs: number,
): ChildSpec {
	return {
		name,
		...nodeService(entry(service), args),
		handsOver: true,
		env: { ...base(context), ...env, ...failpointOf(context, service) },
		logFile: join(context.home.logs, `${name}.log`),
		stopMs,
		heartbeat: 'file',
	};
}

/** Tests alone set it, and each service gets only what concerns it. */
function failpointOf({ env }: Context, service: string): Record<string, string> {
	const setting = failpointSettingFor(service, env['AEGIS_FAILPOINT']);
	return setting === null ? {} : { AEGIS_FAILPOINT: setting };
}

function asanaAccess(config: MasterConfig): Record<string, string> {
	return {
		...(config.ASANA_ACCESS_TOKEN === undefined ? {} : { ASANA_ACCESS_TOKEN: config.ASANA_ACCESS_TOKEN }),
		...(config.ASANA_BASE_URL === undefined ? {} : { ASANA_BASE_URL: config.ASANA_BASE_URL }),
	};
}

/** How to start the follower of the portfolio; null where there is none. */
export function portfolioSpec(context: Context): ChildSpec | null {
	const { config, env } = context;
	const gid = config.ASANA_PORTFOLIO_GID;
	if (gid === undefined) return null;
	const own = pick(env, (name) => name === 'AEGIS_REPOSITORIES_ROOT' || name === 'AEGIS_PORTFOLIO_SECONDS');
	const access = { ...own, ...asanaAccess(config) };
	// It holds nothing worth adopting: it ends with this master, and a new one starts its own.
	return { ...node(context, 'syncer', 'portfolio', ['--portfolio', gid], access, 5_000), leash: true };
}

/** Where comments link to; who uses the local board is mostly on this machine, where the dashboard is. */
function publicAddress({ config, env }: Context, { board }: TrackedProject): Record<string, string> {
	const { AEGIS_PUBLIC_URL: url } = env;
	if (url !== undefined && url !== '') return { AEGIS_PUBLIC_URL: url };
	const { AEGIS_DASHBOARD_PORT: port } = config;
	if (board !== 'local' || typeof port !== 'number' || port === 0) return {};
	return { AEGIS_PUBLIC_URL: `http://127.0.0.1:${port}` };
}

/** How to start a project's syncer; null while the board it needs has never run. */
export function syncerSpec(context: Context, project: TrackedProject): ChildSpec | null {
	const { config } = context;
	const poll = {
		...publicAddress(context, project),
		...(config.AEGIS_POLL_SECONDS === undefined
			? {}
			: { AEGIS_POLL_SECONDS: String(config.AEGIS_POLL_SECONDS) }),
	};
	if (project.board === 'asana') {
		const access = {
			...pick(context.env, (name) => name.startsWith('AEGIS_WEBHOOK_')),
			...asanaAccess(config),
			...(config.ASANA_PORTFOLIO_GID === undefined
				? {}
				: { ASANA_PORTFOLIO_GID: config.ASANA_PORTFOLIO_GID }),
			...(config.ASANA_REQUESTS_PER_MINUTE === undefined
				? {}
				: { ASANA_REQUESTS_PER_MINUTE: config.ASANA_REQUESTS_PER_MINUTE }),
		};
		return node(
			context,
			'syncer',
			`syncer-${project.gid}`,
			['--project', project.gid],
			{ ...poll, ...access },
			10_000,
		);
	}
	const board = loadBoardAddress(context.home);
	if (board === null) return null;
	const access = { ASANA_ACCESS_TOKEN: board.botToken, ASANA_BASE_URL: board.apiUrl };
	return node(
		context,
		'syncer',
		`syncer-${project.gid}`,
		['--project', project.gid],
		{ ...poll, ...access },
		10_000,
	);
}

/**
 * The name of a home's nth worker. Where several machines share a store it says which home it is of: no two living
 * workers may have the same.
 */
export function nameWorker(index: number, sharedBy: Home | null): string {
	if (sharedBy === null) return `worker-${index}`;
	const host = hostname()
		.replaceAll(/[^A-Za-z0-9-]/g, '-')
		.slice(0, 40);
	return `worker-${host}-${nameScope(sharedBy.root, '').slice(0, 4)}-${index}`;
}

/** How to start a worker; `passed` are the variables that its projects' runs ask for by name. */
export function workerSpec(context: Context, workerId: string, passed: readonly string[]): ChildSpec {
	const { config, env } = context;
	const extra = {
		...pick(env, (name) => modelCredentials.test(name) || isToolVariable(name) || passed.includes(name)),
		AEGIS_SLOTS: String(config.AEGIS_SLOTS),
		...pick(
			env,
			(name) =>
				['AEGIS_KEEP_DAYS', 'AEGIS_DRAIN_MS', 'ASANA_PORTFOLIO_GID'].includes(name) ||
				name.startsWith('AEGIS_SANDBOX'),
		),
		...(config.AEGIS_CLAUDE_COMMAND === undefined
			? {}
			: { AEGIS_CLAUDE_COMMAND: config.AEGIS_CLAUDE_COMMAND }),
		...(config.AEGIS_HEARTBEAT_MS === undefined
			? {}
			: { AEGIS_HEARTBEAT_MS: String(config.AEGIS_HEARTBEAT_MS) }),
	};
	return node(context, 'worker', workerId, ['--id', workerId], extra, 20_000);
}

export function dashboardSpec(context: Context, port: number): ChildSpec {
	const reach = pick(context.env, (name) => /^AEGIS_(DASHBOARD_(HOST|NAMES|TOKEN)|OPERATOR)$/.test(name));
	return node(context, 'dashboard', 'dashboard', [], { ...reach, AEGIS_DASHBOARD_PORT: String(port) }, 5_000);
}
