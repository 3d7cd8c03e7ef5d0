import { readFileSync, readdirSync } from 'node:fs';

/** The command lines of all live processes that mention this folder in their arguments or environment. */
export function processesOf(folder: string): string[] {
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
