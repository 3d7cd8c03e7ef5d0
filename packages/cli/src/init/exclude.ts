import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { askGit } from './git.ts';

const pattern = '.aegis/';

/** Keeps Aegis's own folder out of the repository's status, in this clone only. True when that was not so before. */
export async function excludeOwnFolder(root: string): Promise<boolean> {
	const relative = await askGit(root, 'rev-parse', '--git-path', 'info/exclude');
	if (relative === null) return false;
	const file = resolve(root, relative);
	const text = readIfThere(file);
	if (text.split('\n').some((line) => line.trim() === pattern || line.trim() === `/${pattern}`)) return false;
	mkdirSync(dirname(file), { recursive: true });
	appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${pattern}\n`);
	return true;
}

function readIfThere(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
