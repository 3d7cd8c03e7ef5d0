import { readFileSync, readdirSync } from 'node:fs';

/**
 * The pids and command lines of all live processes that mention this folder in their arguments or environment: what an
 * installation whose home it is has running, in no scope too. Linux only: elsewhere it is empty.
 */
export function processesOf(folder: string): string[] {
	if (process.platform !== 'linux') return [];
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.flatMap((pid) => {
			const command = read(`/proc/${pid}/cmdline`);
			const mentions = command.includes(folder) || read(`/proc/${pid}/environ`).includes(folder);
			return mentions ? [`${pid} ${command.replaceAll('\0', ' ').trim()}`] : [];
		});
}

function read(file: string): string {
	try {
		return readFileSync(file, 'latin1');
	} catch {
		// It has ended meanwhile, or it is another user's.
		return '';
	}
}
