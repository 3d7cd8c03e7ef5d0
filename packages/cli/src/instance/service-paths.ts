import { join, resolve } from 'node:path';

/** The root of the clone this CLI runs from. */
export const cloneRoot = resolve(import.meta.dirname, '../../../..');

/** The entry file of a service. The CLI starts services as processes; it never imports them. */
export function locateService(name: 'board' | 'master' | 'syncer' | 'worker'): string {
	return join(cloneRoot, 'packages', name, 'src', 'main.ts');
}

/** The scripted stand-in for the claude CLI. */
export const simulatedClaude = join(cloneRoot, 'packages', 'agents', 'src', 'simulated', 'claude.ts');
