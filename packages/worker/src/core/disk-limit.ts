/** What a file system has left, or a folder holds. `files` counts everything that has a name. */
export interface Space {
	readonly bytes: number;
	readonly files: number;
}

export interface DiskLimits {
	/** The most that a run's folders may hold. */
	readonly run: Space;
	/** What stays free for everybody else. */
	readonly floor: Space;
}

/** Files a run's folders may hold: several times what the largest installations have. */
export const mostFiles = 2_000_000;

/**
 * What is kept free: a twentieth, and no more than 2 GiB and 100,000 files; on a file system that is fuller than that
 * already when the run begins, half of what is left. One that counts no files (btrfs) says 0 of 0.
 */
export function floorOf(free: Space, total: Space): Space {
	return {
		bytes: Math.min(2 * 2 ** 30, total.bytes / 20, free.bytes / 2),
		files: Math.min(100_000, total.files / 20, free.files / 2),
	};
}

/**
 * Whether to count what lies in the run's folders. That costs, so it is done only when so much has gone that the run may
 * have reached a limit since it was counted last; before the first time, when a quarter of a limit has gone.
 */
export function wantsCount(gone: Space, counted: Space | null, { run }: DiskLimits): boolean {
	const left = (most: number, held: number | undefined): number =>
		held === undefined ? most / 4 : Math.max(most - held, most / 64);
	return gone.bytes > left(run.bytes, counted?.bytes) || gone.files > left(run.files, counted?.files);
}

/** Why a run must stop; null while it may go on. Below the floor every run stops, so that Aegis itself can write. */
export function findDiskReason(free: Space, held: Space | null, { run, floor }: DiskLimits): string | null {
	if (held !== null && held.bytes > run.bytes)
		return `its folders hold ${toMib(held.bytes)} MiB, and ${toMib(run.bytes)} are allowed (AEGIS_RUN_DISK_MB)`;
	if (held !== null && held.files > run.files)
		return `its folders hold ${held.files} files, and ${run.files} are allowed`;
	if (free.bytes < floor.bytes)
		return `the disk of this machine is almost full (${toMib(free.bytes)} MiB left)`;
	if (free.files < floor.files)
		return `the file system of this machine has room for only ${free.files} more files`;
	return null;
}

function toMib(bytes: number): number {
	return Math.round(bytes / 2 ** 20);
}
