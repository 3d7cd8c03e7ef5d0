import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Repository } from '../git/repository.ts';

const done = new Set<string>();

/** Hides the worktrees from the person's `git status`, in the repository's own exclude file, once. */
export function excludeFolder(repository: Repository, folder: string): void {
	const inside = relative(repository.path, folder);
	if (inside === '' || inside.startsWith('..')) return;
	const line = `/${inside.split('/')[0] === '.aegis' ? '.aegis' : inside}/`;
	const key = `${repository.commonDir} ${line}`;
	if (done.has(key)) return;
	const file = join(repository.commonDir, 'info', 'exclude');
	const text = readOrEmpty(file);
	if (!text.split('\n').includes(line)) {
		mkdirSync(join(repository.commonDir, 'info'), { recursive: true });
		appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
	}
	done.add(key);
}

function readOrEmpty(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
