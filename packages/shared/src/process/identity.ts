import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names a process for good: a pid alone is reused. `startTime` is in the kernel's own words (clock ticks after boot on
 * Linux, a date elsewhere) and is only ever compared.
 */
export interface ProcessIdentity {
	readonly pid: number;
	readonly startTime: string;
	readonly bootId: string;
	readonly host: string;
}

let own: ProcessIdentity | undefined;

export function ownProcess(): ProcessIdentity {
	own ??= identifyProcess(process.pid) ?? {
		pid: process.pid,
		startTime: 'unknown',
		bootId: bootId(),
		host: hostname(),
	};
	return own;
}

/** The identity of a live process, or null when there is none with this pid (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
	const startTime = readStartTime(pid);
	return startTime === null ? null : { pid, startTime, bootId: bootId(), host: hostname() };
}

/** True only for the very process that was recorded, never for a stranger with its pid. */
export function isSameProcessAlive(recorded: ProcessIdentity): boolean {
	if (recorded.host !== hostname() || recorded.bootId !== bootId()) return false;
	return readStartTime(recorded.pid) === recorded.startTime;
}

function readStartTime(pid: number): string | null {
	if (process.platform !== 'linux') return readStartTimeFromPs(pid);
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The command name, in parentheses, may itself hold spaces and parentheses. proc(5): state is field 3, starttime 22.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
	} catch {
		return null;
	}
}

function readStartTimeFromPs(pid: number): string | null {
	try {
		return (
			execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			}).trim() || null
		);
	} catch {
		return null;
	}
}

let boot: string | undefined;

function bootId(): string {
	boot ??= readBootId();
	return boot;
}

function readBootId(): string {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		return 'unknown';
	}
}
