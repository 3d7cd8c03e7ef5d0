import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes; what we read of a tree that an agent wrote in is one line. */
const limit = 4_096;

/**
 * The text of a small plain file; null for everything else: a link, a pipe, a device, something large, or nothing. Never
 * waits, and never follows a link at the end of the path.
 */
export function readPlainFile(file: string): string | null {
	let descriptor: number;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch {
		return null;
	}
	try {
		const stat = fstatSync(descriptor);
		if (!stat.isFile() || stat.size > limit) return null;
		const buffer = Buffer.alloc(limit);
		return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, limit, 0));
	} catch {
		return null;
	} finally {
		closeSync(descriptor);
	}
}

/** A path of a tree as a path of the disk; null where a folder on the way is none, or a link that leads elsewhere. */
export function findInTree(root: string, path: string): string | null {
	let at = root;
	const parts = path.split('/').filter((part) => part !== '');
	for (const part of parts.slice(0, -1)) {
		at = join(at, part);
		if (part === '..' || lstatSync(at, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
	}
	return join(at, parts.at(-1) ?? '');
}
