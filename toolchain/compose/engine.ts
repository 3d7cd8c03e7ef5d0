import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Compose on a Docker engine: one project, whose containers, networks and volumes carry its name. */
export interface Compose {
	/** Runs compose; its standard output. Throws with what it said. */
	run(...args: readonly string[]): Promise<string>;
	docker(...args: readonly string[]): Promise<string>;
	/** Whether it is the first generation, which knows neither `systempaths` nor BuildKit without buildx. */
	readonly isFirst: boolean;
}

function answers(command: string, ...args: readonly string[]): boolean {
	return spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** The compose of this machine, or why there is none. */
export function findCompose(options: {
	folder: string;
	env: (isFirst: boolean) => Readonly<Record<string, string>>;
}): Compose | string {
	if (!answers('docker', 'info')) return 'no Docker engine answers here (`docker info`)';
	const isFirst = !answers('docker', 'compose', 'version');
	if (isFirst && !answers('docker-compose', 'version'))
		return 'neither `docker compose` nor `docker-compose` is here';
	const env = {
		...process.env,
		...options.env(isFirst),
		...(isFirst ? { DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' } : {}),
	};
	const call = async (command: string, args: readonly string[]): Promise<string> => {
		const { stdout } = await execute(command, args, {
			cwd: options.folder,
			env,
			maxBuffer: 64 * 1024 * 1024,
		});
		return stdout;
	};
	return {
		run: (...args) => (isFirst ? call('docker-compose', args) : call('docker', ['compose', ...args])),
		docker: (...args) => call('docker', args),
		isFirst,
	};
}
