import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { floorOf, findDiskReason, wantsCount, type Space } from '../core/disk-limit.ts';

/** How often is looked, in milliseconds: a fast disk takes a gigabyte in that time. */
const lookMs = 500;
/** A tree of a million files takes seconds to count. Milliseconds. */
const countMs = 120_000;

export interface DiskWatchOptions {
	/** Where the run may write; what is not there yet is empty. */
	readonly folders: readonly string[];
	/** A folder of the same file system that is there. */
	readonly at: string;
	readonly run: Space;
	/** Called once. */
	readonly stop: (why: string) => void;
	/** It could not be looked: the run goes on unwatched. */
	readonly onError: (error: unknown) => void;
}

/**
 * Looks, while a run goes on, at what its folders hold and what the disk has left, and stops it at the limit. No file system
 * can be counted on that limits a folder by itself.
 */
export function watchDisk(options: DiskWatchOptions): Disposable {
	const over = new AbortController();
	void watch(options, over.signal).catch((error: unknown) => {
		if (!over.signal.aborted) options.onError(error);
	});
	return { [Symbol.dispose]: () => over.abort() };
}

async function watch({ folders, at, run, stop }: DiskWatchOptions, over: AbortSignal): Promise<void> {
	const start = await look(at);
	const limits = { run, floor: floorOf(start.free, start.total) };
	let [since, held]: [Space, Space | null] = [start.free, null];
	for (;;) {
		await pause(over);
		if (over.aborted) return;
		const { free } = await look(at);
		const gone = { bytes: since.bytes - free.bytes, files: since.files - free.files };
		if (wantsCount(gone, held, limits)) {
			held = await count(folders, over);
			since = free;
		}
		const why = findDiskReason(free, held, limits);
		if (why !== null) return stop(why);
	}
}

function pause(over: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		// Watching keeps no process alive.
		const timer = setTimeout(resolve, lookMs).unref();
		over.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
	});
}

async function look(at: string): Promise<{ free: Space; total: Space }> {
	const { bsize, bavail, blocks, ffree, files } = await statfs(at);
	return {
		free: { bytes: bavail * bsize, files: ffree },
		total: { bytes: blocks * bsize, files },
	};
}

/** What the folders hold. du(1) goes as deep as somebody has dug, past the longest path there may be. */
async function count(folders: readonly string[], over: AbortSignal): Promise<Space> {
	const there = folders.filter((folder) => existsSync(folder));
	if (there.length === 0) return { bytes: 0, files: 0 };
	const [kibibytes, files] = await Promise.all([
		sum(['-skx', '--', ...there], over),
		sum(['--inodes', '-sx', '--', ...there], over),
	]);
	return { bytes: kibibytes * 1_024, files };
}

function sum(args: readonly string[], signal: AbortSignal): Promise<number> {
	const options = {
		timeout: countMs,
		maxBuffer: 64 * 2 ** 20,
		signal,
		env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
	};
	return new Promise((resolve, reject) => {
		execFile('du', [...args], options, (error, stdout) => {
			const lines = stdout.match(/^\d+(?=\t)/gm) ?? [];
			// What vanishes while it counts is an error to du, and none to us.
			if (lines.length === 0 && error !== null) reject(error);
			else resolve(lines.reduce((all, line) => all + Number(line), 0));
		});
	});
}
