import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Homebrew (Apple silicon, Intel, Linux) and hand-made builds put servers without being on PATH. */
const otherFolders = [
	'/opt/homebrew/bin',
	'/usr/local/bin',
	'/home/linuxbrew/.linuxbrew/bin',
	'/usr/sbin',
	'/usr/bin',
];

/** The first redis-server or valkey-server of PATH and the usual folders, or null. */
export function findServerBinary(path: string | undefined): string | null {
	const folders = [...(path ?? '').split(delimiter).filter((folder) => folder !== ''), ...otherFolders];
	for (const name of ['redis-server', 'valkey-server']) {
		for (const folder of folders) {
			if (isExecutable(join(folder, name))) return join(folder, name);
		}
	}
	return null;
}

export function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
