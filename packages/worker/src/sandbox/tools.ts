import { existsSync, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Aegis's own code: a stand-in for the coding CLI may be part of it. No secret lies in these folders. */
const aegis = fileURLToPath(new URL('../../../../', import.meta.url));
const ownFolders = ['packages', 'node_modules', 'toolchain', 'bench'];

const system = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/dev', '/proc', '/sys'];

/**
 * The folders and files that the programs of a search path and of a command line need, as far as they are not the
 * system's own: where they lie, and where their links lead.
 */
export function findTools(path: string, argv: readonly string[]): string[] {
	const found = new Set<string>(['/nix/store'].filter((folder) => existsSync(folder)));
	const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && existsSync(folder));
	for (const folder of folders) for (const place of placesOfFolder(folder)) found.add(place);
	const [command = '', ...rest] = argv;
	const program = command.includes('/')
		? command
		: folders.map((folder) => join(folder, command)).find((file) => existsSync(file));
	for (const word of [program ?? '', process.execPath, ...rest]) {
		if (!isAbsolute(word)) continue;
		for (const hop of followLinks(word)) for (const place of placesOfFile(hop)) found.add(place);
	}
	return [...found].filter((place) => !isSystem(place));
}

/** A folder of programs; with it what belongs to a Node that was unpacked somewhere, or to a node_modules. */
function placesOfFolder(folder: string): string[] {
	if (isSystem(folder)) return [];
	if (basename(folder) === '.bin') return [dirname(folder)];
	if (basename(folder) === 'bin' && existsSync(join(folder, 'node'))) return [dirname(folder)];
	return [folder];
}

function placesOfFile(file: string): string[] {
	if (isSystem(file)) return [];
	if (file.startsWith(aegis))
		return ownFolders.map((name) => join(aegis, name)).filter((one) => existsSync(one));
	const modules = file.indexOf('/node_modules/');
	if (modules !== -1) return [file.slice(0, modules + '/node_modules'.length)];
	// A folder named in a command line may be anything.
	return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? [file] : [];
}

/** A file, and each thing its links lead to. */
function followLinks(file: string): string[] {
	const hops: string[] = [];
	let at = file;
	while (hops.length < 20) {
		const stat = lstatSync(at, { throwIfNoEntry: false });
		if (stat === undefined) break;
		hops.push(at);
		if (!stat.isSymbolicLink()) break;
		at = resolve(dirname(realpathSync(dirname(at)) + '/x'), readlinkSync(at));
	}
	return hops;
}

function isSystem(path: string): boolean {
	return system.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
