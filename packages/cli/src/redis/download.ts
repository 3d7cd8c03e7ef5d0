import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Home } from '@aegis/shared/config';
import { isExecutable } from './server-binary.ts';
import { runCommand } from './run-command.ts';

/** The version that is downloaded and built: a moving one could not be compared with what was tried. */
const version = '7.4.7';

/** A server that an earlier download left in this home, or null. */
export function findDownloadedServer(home: Home): string | null {
	const file = join(downloadFolder(home), version, 'redis-server');
	return isExecutable(file) ? file : null;
}

/**
 * Downloads Redis's source and builds it (1 to 3 minutes; needs make and a C compiler), or returns null.
 *
 * In a process of its own, because the library prints its progress to stdout. It checks TLS only when told to.
 */
export async function downloadServer(home: Home): Promise<string | null> {
	const script = fileURLToPath(new URL('download-process.ts', import.meta.url));
	await runCommand(process.execPath, [script, downloadFolder(home), version], {
		show: true,
		env: { npm_config_strict_ssl: 'true' },
	});
	return findDownloadedServer(home);
}

function downloadFolder(home: Home): string {
	return join(home.root, 'bin', 'redis');
}
