import { fileURLToPath } from 'node:url';

/** The setting that makes a no-op script the coding CLI. */
export function noOpAgent(name: 'timed' | 'cheap', ...args: string[]): Record<string, string> {
	return { AEGIS_CLAUDE_COMMAND: JSON.stringify(['/bin/sh', scriptOf(name), ...args]) };
}

export function scriptOf(name: 'timed' | 'cheap'): string {
	return fileURLToPath(new URL(`../agents/${name}.sh`, import.meta.url));
}
