import { askGit } from './ask-git.ts';

/** A path of a commit as it was found there. */
export type Blob =
	| { readonly kind: 'file'; readonly id: string; readonly bytes: Buffer }
	| { readonly kind: 'missing' }
	/** A link, a folder, a submodule, too large, or git could not say: nothing of it was read. */
	| { readonly kind: 'refused'; readonly why: string };

/**
 * Reads files of a commit. A path leads through folders of the tree only, never through a link; what is larger than
 * `maxBytes` is not read at all.
 */
export async function readBlobs(
	gitDir: string,
	commit: string,
	paths: readonly string[],
	maxBytes: number,
): Promise<Map<string, Blob>> {
	const found = new Map<string, Blob>(paths.map((path) => [path, { kind: 'missing' }]));
	const listed = await askGit(gitDir, ['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...paths]);
	if (listed.exitCode !== 0) {
		for (const path of paths) found.set(path, { kind: 'refused', why: 'git could not read it' });
		return found;
	}
	const wanted: { path: string; id: string }[] = [];
	for (const line of listed.stdout.toString().split('\0')) {
		const [, mode = '', type = '', id = '', size = '', path = ''] =
			/^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t([\s\S]*)$/.exec(line) ?? [];
		if (!found.has(path)) continue;
		const why = refuse(mode, type, size, maxBytes);
		if (why === null) wanted.push({ path, id });
		else found.set(path, { kind: 'refused', why });
	}
	const bodies = await readObjects(gitDir, [...new Set(wanted.map(({ id }) => id))]);
	for (const { path, id } of wanted) {
		const bytes = bodies.get(id);
		found.set(
			path,
			bytes === undefined ? { kind: 'refused', why: 'git could not read it' } : { kind: 'file', id, bytes },
		);
	}
	return found;
}

function refuse(mode: string, type: string, size: string, maxBytes: number): string | null {
	if (mode === '120000') return 'it is a link';
	if (type === 'tree') return 'it is a folder';
	if (type !== 'blob') return 'it is a submodule';
	const bytes = Number(size);
	if (!Number.isFinite(bytes)) return 'its content is missing';
	return bytes > maxBytes ? `it is larger than ${maxBytes} bytes` : null;
}

/**
 * Reads blobs by their ids; those that are missing, or too many to be read at once, are left out.
 *
 * What git writes: "<id> blob <size>", the bytes, a line end; or "<name> missing".
 */
export async function readObjects(gitDir: string, ids: readonly string[]): Promise<Map<string, Buffer>> {
	const bodies = new Map<string, Buffer>();
	if (ids.length === 0) return bodies;
	const { exitCode, stdout } = await askGit(gitDir, ['cat-file', '--batch'], {
		input: `${ids.join('\n')}\n`,
	});
	if (exitCode !== 0) return bodies;
	let at = 0;
	while (at < stdout.length) {
		const end = stdout.indexOf(10, at);
		if (end === -1) break;
		const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(stdout.toString('utf8', at, end)) ?? [];
		at = end + 1;
		if (id === undefined) continue;
		bodies.set(id, stdout.subarray(at, at + Number(size)));
		at += Number(size) + 1;
	}
	return bodies;
}
