import type { Repository } from '../git/repository.ts';

export const memoryFile = 'swarm_memory.md';
export const preferencesFile = 'user_preferences.md';

export interface Memory {
	readonly memory: string;
	readonly preferences: string;
}

/** What the base branch remembers; read from git, so that no branch can put words into another's mouth. */
export async function readMemory(repository: Repository, base: string): Promise<Memory> {
	const { exitCode, stdout } = await repository.git.run(['cat-file', '--batch'], {
		input: `${base}:${memoryFile}\n${base}:${preferencesFile}\n`,
	});
	if (exitCode !== 0) return { memory: '', preferences: '' };
	const [memory = '', preferences = ''] = splitBatch(Buffer.from(stdout));
	return { memory, preferences };
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
