import { fileURLToPath } from 'node:url';

const standIn = fileURLToPath(new URL('../simulated/claude.ts', import.meta.url));

/** Whether a command starts the simulated CLI: it asks no model, so there is no key to hold and nothing to meter. */
export function isStandIn(argv: readonly string[]): boolean {
	return argv.includes(standIn);
}
