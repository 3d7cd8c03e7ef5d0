import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program of the system, where the system keeps its programs: never one that a PATH leads to. */
export function findProgram(name: string): string | null {
	const folders = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];
	return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}
