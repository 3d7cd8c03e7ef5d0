import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '../core/ids.ts';

/** Bytes of a file of a run that one answer holds at most. */
const chunkBytes = 1_000_000;

/** What a worker keeps of a run, beside each other in one folder per run. */
export type RunFile = 'transcript.jsonl' | 'checks.jsonl' | 'prompt.md';

/** Opens a regular file, never through a link: a run's folder is written near code that a model runs. */
async function openRunFile(runsFolder: string, runId: string, name: RunFile): Promise<FileHandle | null> {
	if (!isId(runId)) return null;
	try {
		const file = await open(join(runsFolder, runId, name), constants.O_RDONLY | constants.O_NOFOLLOW);
		if ((await file.stat()).isFile()) return file;
		await file.close();
		return null;
	} catch {
		return null;
	}
}

/** The whole of a small file of a run, cut at `chunkBytes`; null where there is none on this machine. */
export async function readRunFile(runsFolder: string, runId: string, name: RunFile): Promise<string | null> {
	await using file = await openRunFile(runsFolder, runId, name);
	if (file === null) return null;
	const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, 0);
	return buffer.toString('utf8', 0, bytesRead);
}

/**
 * The whole lines of a run's file from byte `after` on, parsed, as far as one answer goes, and where to go on. A line
 * that is still being written is left for the next time. Null where there is none on this machine.
 */
export async function readRunLines(
	runsFolder: string,
	runId: string,
	name: RunFile,
	after: number,
): Promise<{ readonly entries: object[]; readonly next: number; readonly more: boolean } | null> {
	await using file = await openRunFile(runsFolder, runId, name);
	if (file === null) return null;
	const { size } = await file.stat();
	const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, after);
	const end = buffer.lastIndexOf(10, bytesRead - 1);
	if (bytesRead === 0 || end === -1) {
		// One line longer than an answer: nobody wrote it for people.
		const skip = bytesRead === chunkBytes;
		return { entries: [], next: skip ? after + bytesRead : after, more: skip && after + bytesRead < size };
	}
	const entries = buffer.toString('utf8', 0, end).split('\n').flatMap(parseLine);
	const next = after + end + 1;
	return { entries, next, more: next < size && bytesRead === chunkBytes };
}

function parseLine(line: string): object[] {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null ? [value] : [];
	} catch {
		return [];
	}
}
