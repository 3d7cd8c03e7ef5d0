import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

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
