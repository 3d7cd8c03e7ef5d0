import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Blob } from '@aegis/shared/repository';
import { findImports, importDepth, resolveImport } from '../core/imports.ts';

/** Where a repository keeps what it tells coding agents; the first that is there counts. */
export const instructionFiles = ['CLAUDE.md', '.claude/CLAUDE.md', 'AGENTS.md'] as const;

const maxFiles = 30;
const maxCharacters = 200_000;

type Blobs = ReadonlyMap<string, Blob>;

/**
 * The repository's instructions, which the CLI does not read by itself when its settings are off, with the files they
 * import. What cannot be read is said in its place, so that nobody wonders why it is not heeded.
 */
export async function chooseInstructions(
	blobs: Blobs,
	read: (paths: readonly string[]) => Promise<Blobs>,
): Promise<string | null> {
	const first = instructionFiles.find((path) => (blobs.get(path)?.kind ?? 'missing') !== 'missing');
	if (first === undefined) return null;
	const seen = new Map<string, Blob>([[first, blobs.get(first) ?? { kind: 'missing' }]]);
	const outside = new Set<string>();
	let level: string[] = [first];
	for (let depth = 0; depth < importDepth && level.length > 0 && seen.size < maxFiles; depth++) {
		const wanted = new Set<string>();
		for (const from of level) {
			for (const path of findImports(textOf(seen.get(from)))) {
				const target = resolveImport(from, path);
				if (target === null) outside.add(path);
				else if (!seen.has(target)) wanted.add(target);
			}
		}
		level = [...wanted].slice(0, maxFiles - seen.size);
		if (level.length === 0) break;
		for (const [path, blob] of await read(level)) seen.set(path, blob);
	}
	return compose(seen, outside);
}

function textOf(blob: Blob | undefined): string {
	return blob?.kind === 'file' ? blob.bytes.toString() : '';
}

function compose(seen: Blobs, outside: ReadonlySet<string>): string {
	const parts: string[] = [];
	for (const [path, blob] of seen) {
		if (blob.kind === 'file') parts.push(`Contents of ${path}:\n\n${textOf(blob).trim()}`);
		// What is not there was most likely meant as something else, as in "@someone".
		if (blob.kind === 'refused') parts.push(`(${path} was not read: ${blob.why}.)`);
	}
	for (const path of outside) parts.push(`(@${path} was not read: it is outside of the repository.)`);
	const text = parts.join('\n\n');
	if (text.length <= maxCharacters) return `${text}\n`;
	return `${text.slice(0, maxCharacters)}\n\n(The instructions are longer than ${maxCharacters} characters; the rest was left out.)\n`;
}

/** Keeps the instructions where the CLI of this run can read them; null where there are none. */
export function writeInstructions(
	folder: string,
	{ instructions }: { instructions: string | null },
): string | null {
	if (instructions === null) return null;
	const file = join(folder, 'instructions.md');
	writeFileSync(file, instructions);
	return file;
}
