import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a tree an agent wrote in, folders that it closed too. A link is removed itself, never what it leads to. Throws
 * what the file system says of what cannot be removed.
 */
export function removeTree(path: string): void {
	try {
		rmSync(path, { recursive: true, force: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
		openFolders(path);
		rmSync(path, { recursive: true, force: true });
	}
}

/** The same without keeping anybody waiting: a tree of many files takes minutes on a busy disk. */
export async function removeLargeTree(path: string): Promise<void> {
	try {
		await rm(path, { recursive: true, force: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
		openFolders(path);
		await rm(path, { recursive: true, force: true });
	}
}

function openFolders(path: string): void {
	if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
	chmodSync(path, 0o700);
	for (const name of readdirSync(path)) openFolders(join(path, name));
}
