import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names in a folder; none where it is not there. */
export function list(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** When a file or folder itself was changed last, in milliseconds since the epoch; 0 where it is not there. */
export function changedAt(path: string): number {
	return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When a file, or a folder or anything directly in it, was changed last. */
export function newestIn(path: string): number {
	return Math.max(changedAt(path), ...list(path).map((name) => changedAt(join(path, name))));
}
