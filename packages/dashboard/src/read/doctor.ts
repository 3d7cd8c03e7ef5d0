import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Home } from '@aegis/shared/config';

const commandLine = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

/**
 * Asks the command line beside this service what doctor finds; null where it cannot be asked. A process of its own: doctor
 * looks at the machine, and what it loads is nothing for a service that runs for weeks.
 */
export function askDoctor(home: Home): () => Promise<unknown> {
	return () =>
		new Promise((resolve) => {
			const env = { ...process.env, AEGIS_HOME: home.root, NO_COLOR: '1' };
			// Its exit code says whether all is well, and so does its answer.
			execFile(
				process.execPath,
				[commandLine, 'doctor', '--json'],
				{ env, timeout: 60_000 },
				(_error, stdout) => {
					try {
						resolve(JSON.parse(stdout));
					} catch {
						resolve(null);
					}
				},
			);
		});
}
