import { AegisError } from '@aegis/shared/errors';
import type { Home } from '@aegis/shared/config';
import type { Terminal } from '../output/terminal.ts';
import { adviseRedis } from './core/advice.ts';
import { downloadServer, findDownloadedServer } from './download.ts';
import { findServerBinary } from './server-binary.ts';

/** Which Redis an installation uses. */
export type RedisChoice =
	| { readonly kind: 'given'; readonly url: string }
	| { readonly kind: 'private'; readonly binary: string }
	| { readonly kind: 'docker' };

export interface FindOptions {
	readonly home: Home;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly terminal: Terminal;
	/** Allows the download that cannot be done without asking. */
	readonly allowDownload: boolean;
	/** False looks only: nothing is installed, downloaded or asked. */
	readonly install: boolean;
}

/**
 * Finds a Redis: REDIS_URL, an installed server, one installed now by apt or brew, Docker, a download that was agreed
 * to. Says what it does where it takes time. Throws REDIS_MISSING (exit 4) with the command for this machine.
 */
export async function findRedis(options: FindOptions): Promise<RedisChoice> {
	const { env, home, terminal } = options;
	const url = env['REDIS_URL'];
	if (url !== undefined && url !== '') return { kind: 'given', url };
	const binary = findServerBinary(env['PATH']) ?? findDownloadedServer(home);
	if (binary !== null) return { kind: 'private', binary };
	const found = options.install
		? ((await installServer(options)) ?? (await findDocker()))
		: await findDocker();
	if (found !== null) return found;
	if (options.install && (options.allowDownload || (await askForDownload(terminal)))) {
		terminal.note('Redis: downloading and building it (1 to 3 minutes)…');
		const built = await downloadServer(home);
		if (built !== null) return { kind: 'private', binary: built };
		terminal.note('Redis: the download or the build failed (it needs make and a C compiler).');
	}
	throw new AegisError('REDIS_MISSING', 'Aegis needs a Redis, and this machine has none it could use.', {
		fix: adviseRedis(process.platform),
		exitCode: 4,
	});
}

async function installServer({ env, terminal }: FindOptions): Promise<RedisChoice | null> {
	const { findInstaller } = await import('./install.ts');
	const installer = await findInstaller();
	if (installer === null) return null;
	terminal.note(`Redis: not installed; installing it with ${installer.name}…`);
	await installer.install();
	const binary = findServerBinary(env['PATH']);
	return binary === null ? null : { kind: 'private', binary };
}

async function findDocker(): Promise<RedisChoice | null> {
	const { runCommand } = await import('./run-command.ts');
	return (await runCommand('docker', ['info'], { timeoutMs: 5_000 })) ? { kind: 'docker' } : null;
}

async function askForDownload(terminal: Terminal): Promise<boolean> {
	if (!terminal.interactive) return false;
	const { confirm } = await import('@clack/prompts');
	const answer = await confirm({
		message: 'No Redis here. Download its source and build it (1 to 3 minutes)?',
	});
	return answer === true;
}

/** The choice in a few words, for the one line that says it. */
export function describeChoice(choice: RedisChoice): string {
	switch (choice.kind) {
		case 'given':
			return 'the one REDIS_URL names';
		case 'private':
			return `a private ${choice.binary}`;
		case 'docker':
			return 'a private one in Docker';
	}
}
