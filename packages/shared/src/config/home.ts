import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where one installation keeps everything it writes outside the repositories it works on. */
export interface Home {
	readonly root: string;
	/** Pid records, sockets and addresses of what is running now. Mode 0700. */
	readonly run: string;
	readonly logs: string;
	readonly redis: string;
	readonly board: string;
	readonly masterDb: string;
	readonly projectsFile: string;
	/** What the operator confirmed of each repository. */
	readonly trusted: string;
	/** What the portfolio's follower has read. */
	readonly portfolioFile: string;
	/** The coding CLI's own configuration and sessions. */
	readonly claude: string;
	/** Transcripts and spooled results, one folder per run. */
	readonly runs: string;
	/** What the services did, for the checker of the promises. */
	readonly effects: string;
	/** Passwords of the installation's users at Redis, one file each. Mode 0700. */
	readonly redisUsers: string;
	/** The secrets and unused links that open the HTTP servers. Mode 0700. */
	readonly door: string;
}

/** The folders of an installation; `AEGIS_HOME` or `~/.aegis`. */
export function locateHome(value: string | undefined): Home {
	const root = resolve(value === undefined || value === '' ? join(homedir(), '.aegis') : value);
	return {
		root,
		run: join(root, 'run'),
		logs: join(root, 'logs'),
		redis: join(root, 'redis'),
		board: join(root, 'board'),
		masterDb: join(root, 'master.db'),
		projectsFile: join(root, 'projects.json'),
		trusted: join(root, 'trusted'),
		portfolioFile: join(root, 'portfolio.json'),
		claude: join(root, 'claude'),
		runs: join(root, 'runs'),
		effects: join(root, 'effects'),
		redisUsers: join(root, 'redis-users'),
		door: join(root, 'door'),
	};
}
