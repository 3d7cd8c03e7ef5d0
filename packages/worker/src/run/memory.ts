import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBlobs, type Blob } from '@aegis/shared/repository';
import { resolveCommit } from '../git/base.ts';
import type { Repository } from '../git/repository.ts';
import { chooseInstructions, instructionFiles } from './instructions.ts';

export const memoryFile = 'swarm_memory.md';
export const preferencesFile = 'user_preferences.md';

/** Larger files are not read. Bytes. */
const maxBytes = 256 * 1024;

export interface Memory {
	readonly memory: string;
	readonly preferences: string;
	/** The repository's own instructions, with what they import; null where it has none. */
	readonly instructions: string | null;
}

/** The memory of the newest base commit of each repository: it changes only when the base moves. */
const remembered = new Map<string, { readonly sha: string; readonly memory: Memory }>();

/**
 * What the base branch tells every agent; read as blobs of its commit, so that no branch can put words into another's
 * mouth, and no link, pipe or giant in the place of such a file is followed, waited for or loaded.
 */
export async function readMemory(repository: Repository, base: string): Promise<Memory> {
	const { commonDir } = repository;
	const sha = readLooseRef(repository, base) ?? (await resolveCommit(repository, base));
	if (sha === null) return { memory: '', preferences: '', instructions: null };
	const key = `${commonDir} ${base}`;
	const known = remembered.get(key);
	if (known !== undefined && known.sha === sha) return known.memory;
	const read = (paths: readonly string[]): Promise<Map<string, Blob>> =>
		readBlobs(commonDir, sha, paths, maxBytes);
	const blobs = await read([memoryFile, preferencesFile, ...instructionFiles]);
	const memory: Memory = {
		memory: textOf(memoryFile, blobs),
		preferences: textOf(preferencesFile, blobs),
		instructions: await chooseInstructions(blobs, read),
	};
	remembered.set(key, { sha, memory });
	return memory;
}

/** The commit of a ref that git keeps in a file of its own, as it does for whatever moved lately; null otherwise. */
function readLooseRef({ commonDir }: Repository, ref: string): string | null {
	try {
		const text = readFileSync(join(commonDir, ref), 'utf8').trim();
		return /^[0-9a-f]{40,64}$/.test(text) ? text : null;
	} catch {
		return null;
	}
}

function textOf(path: string, blobs: ReadonlyMap<string, Blob>): string {
	const blob = blobs.get(path) ?? { kind: 'missing' };
	if (blob.kind === 'file') return blob.bytes.toString();
	return blob.kind === 'missing' ? '' : `(${path} of the repository was not read: ${blob.why}.)`;
}
