import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

type ScriptName = 'timed' | 'cheap' | 'lasting';

/** The setting that makes a no-op script the coding CLI. */
export function noOpAgent(name: ScriptName, ...args: string[]): Record<string, string> {
	const [log] = args;
	return {
		AEGIS_CLAUDE_COMMAND: JSON.stringify(['/bin/sh', scriptOf(name), ...args]),
		...(log === undefined ? {} : { AEGIS_SANDBOX_SHARE: dirname(log) }),
	};
}

export function scriptOf(name: ScriptName): string {
	return fileURLToPath(new URL(`../agents/${name}.sh`, import.meta.url));
}
