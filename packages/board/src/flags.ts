import { parseArgs } from 'node:util';
import type { BoardOptions } from './board.ts';

/** What the command line asks for, or what is wrong with it in one sentence with the fix. */
export type Flags =
	| { readonly kind: 'help' }
	| { readonly kind: 'bad'; readonly message: string }
	| { readonly kind: 'run'; readonly board: BoardOptions; readonly wake: WakeOptions | undefined };

/** Where to tell that a project changed. */
export interface WakeOptions {
	readonly redisUrl: string;
	readonly prefix: string;
	/** Its user there, and the file that holds its password. */
	readonly user: { readonly name: string; readonly file: string } | undefined;
}

export const usage = `Usage: node packages/board/src/main.ts --data DIR [options]

A local server that speaks the Asana API, with a web page at its root.

  --data DIR          where the board keeps its data (required; created when absent)
  --port P            port to listen on; 0 takes a free one (default 0)
  --host HOST         address to listen on (default 127.0.0.1)
  --api-at URL        where other machines reach the API's host, as http://board:4170 (default: where it listens)
  --plan free|paid    which of Asana's plans to behave as (default paid)
  --guest             have a guest in the workspace; its token is in board.json
  --rate-limit N      answer 429 to more than N requests per minute and token, 50 reads or 15 writes at
                      once, or answers that cost too much (default: no limit)
  --wake REDIS_URL    publish each changed project on Redis: redis://... or unix:///path/redis.sock
  --wake-prefix NAME  first part of the channel NAME:wake:PROJECT_GID (default aegis)
  --door DIR          ask everybody who opens the page for a session or a secret, kept in DIR
  --dashboard FILE    where the dashboard writes its address, for the page's link to it
  --wake-user NAME    as which user, with --wake-password-file FILE
  --faults            serve POST /_faults, which makes the board misbehave for tests
  --help              show this

When ready it prints one JSON line on stdout and writes DIR/board.json with the address and the tokens.
`;

const options = {
	data: { type: 'string' },
	port: { type: 'string', default: '0' },
	host: { type: 'string', default: '127.0.0.1' },
	'api-at': { type: 'string' },
	plan: { type: 'string', default: 'paid' },
	guest: { type: 'boolean', default: false },
	'rate-limit': { type: 'string' },
	wake: { type: 'string' },
	'wake-prefix': { type: 'string', default: 'aegis' },
	door: { type: 'string' },
	dashboard: { type: 'string' },
	'wake-user': { type: 'string' },
	'wake-password-file': { type: 'string' },
	faults: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

export function readFlags(args: readonly string[]): Flags {
	let values;
	try {
		({ values } = parseArgs({ args: [...args], options, allowPositionals: false }));
	} catch (error) {
		return bad(`${error instanceof Error ? error.message : 'bad arguments'}; --help lists what there is`);
	}
	if (values.help) return { kind: 'help' };
	if (!values.data) return bad('--data is missing; name the directory the board keeps its data in');
	const port = readWhole(values.port, 0, 65_535);
	if (port === undefined) return bad(`--port ${values.port} is no port; give a number from 0 to 65535`);
	if (values.plan !== 'free' && values.plan !== 'paid')
		return bad(`--plan ${values.plan} is unknown; give free or paid`);
	const apiAt = values['api-at'];
	if (apiAt !== undefined && !/^https?:\/\/[^/\s]+$/.test(apiAt))
		return bad(`--api-at ${apiAt} is no address; write http://HOST:PORT without a path`);
	const limit = values['rate-limit'];
	const rateLimit = limit === undefined ? undefined : readWhole(limit, 1, 1_000_000);
	if (limit !== undefined && rateLimit === undefined)
		return bad(`--rate-limit ${limit} is no number; give requests per minute`);
	if (values.wake !== undefined && !/^(rediss?|unix):\/\//.test(values.wake)) {
		return bad('--wake is no Redis address; give redis://HOST:PORT or unix:///path/redis.sock');
	}
	const name = values['wake-user'];
	const file = values['wake-password-file'];
	if ((name === undefined) !== (file === undefined))
		return bad('--wake-user and --wake-password-file need each other');
	const user = name === undefined || file === undefined ? undefined : { name, file };
	return {
		kind: 'run',
		board: {
			directory: values.data,
			host: values.host,
			port,
			apiAt,
			plan: values.plan,
			guest: values.guest,
			rateLimit,
			faults: values.faults,
			door: values.door,
			dashboardFile: values.dashboard,
		},
		wake:
			values.wake === undefined ? undefined : { redisUrl: values.wake, prefix: values['wake-prefix'], user },
	};
}

function readWhole(text: string, least: number, most: number): number | undefined {
	const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
	return value >= least && value <= most ? value : undefined;
}

function bad(message: string): Flags {
	return { kind: 'bad', message };
}
