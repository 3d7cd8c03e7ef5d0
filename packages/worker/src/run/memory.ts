import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';

export const memoryFile = 'swarm_memory.md';
export const preferencesFile = 'user_preferences.md';

export interface Memory {
	readonly memory: string;
	readonly preferences: string;
}

/** The memory of the newest base commit of each repository: it changes only when the base moves. */
const remembered = new Map<string, { readonly sha: string; readonly memory: Memory }>();

/** What the base branch remembers; read from git, so that no branch can put words into another's mouth. */
export async function readMemory(repository: Repository, base: string): Promise<Memory> {
	const sha = readLooseRef(repository, base);
	const key = `${repository.commonDir} ${base}`;
	const known = remembered.get(key);
	if (known !== undefined && known.sha === sha) return known.memory;
	const { exitCode, stdout } = await repository.git.run(['cat-file', '--batch'], {
		input: `${sha ?? base}:${memoryFile}\n${sha ?? base}:${preferencesFile}\n`,
	});
	if (exitCode !== 0) return { memory: '', preferences: '' };
	const [memory = '', preferences = ''] = splitBatch(Buffer.from(stdout));
	if (sha !== null) remembered.set(key, { sha, memory: { memory, preferences } });
	return { memory, preferences };
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

/** The bodies of `git cat-file --batch`: "<id> blob <size>", the bytes, a line end; or "<name> missing". */
function splitBatch(output: Buffer): string[] {
	const bodies: string[] = [];
	let at = 0;
	while (at < output.length) {
		const end = output.indexOf(10, at);
		if (end === -1) break;
		const size = / blob (\d+)$/.exec(output.toString('utf8', at, end))?.[1];
		if (size === undefined) {
			bodies.push('');
			at = end + 1;
		} else {
			bodies.push(output.toString('utf8', end + 1, end + 1 + Number(size)));
			at = end + 2 + Number(size);
		}
	}
	return bodies;
}
