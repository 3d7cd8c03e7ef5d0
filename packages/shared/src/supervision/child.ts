import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { handedFd, handedVariable, partEnvironment } from '../config/handed-environment.ts';
import { identifyProcess, isSameProcessAlive } from '../process/identity.ts';
import { signalProcess } from '../process/scope.ts';
import type { ChildSpec } from './child-spec.ts';
import { beatFile } from './pulse.ts';
import { readLiveRecord, writeRecord, type ProcessRecord } from './record.ts';

export interface ChildExit {
	/** Null when it was adopted (its exit code is another's to know) or ended by a signal. */
	readonly code: number | null;
	readonly signal: string | null;
}

/** A running child, started here or adopted from an earlier supervisor. */
export interface Child {
	readonly record: ProcessRecord;
	readonly adopted: boolean;
	readonly exited: Promise<ChildExit>;
	/** SIGTERM, and SIGKILL after the spec's `stopMs`; resolves when it is gone. */
	stop(): Promise<void>;
	/** SIGKILL at once; `exited` tells of it. */
	kill(): void;
}

/** How often an adopted process, whose exit no event tells, is looked at. */
const lookMs = 100;

/** Takes over the child that is already running under this name and configuration, or starts it. */
export function startOrAdopt(folder: string, spec: ChildSpec): Child {
	const fingerprint = fingerprintOf(spec);
	const live = readLiveRecord(folder, spec.name);
	if (live !== null && live.fingerprint === fingerprint) return adopt(live, spec);
	// Started otherwise than we would now: it must not go on beside the one we start.
	if (live !== null) signalProcess(live.pid, 'SIGKILL');
	return start(folder, spec, fingerprint);
}

function start(folder: string, spec: ChildSpec, fingerprint: string): Child {
	mkdirSync(dirname(spec.logFile), { recursive: true });
	const log = openSync(spec.logFile, 'a', 0o600);
	const { open, closed } =
		spec.handsOver === true ? partEnvironment(spec.env) : { open: spec.env, closed: {} };
	const hands = Object.keys(closed).length > 0;
	const child = spawn(spec.command, spec.args, {
		env: {
			...open,
			...(hands ? { [handedVariable]: '1' } : {}),
			...(spec.leash ? { AEGIS_LEASH: '1' } : {}),
			...(spec.heartbeat === 'file' ? { AEGIS_BEAT: beatFile(folder, spec.name) } : {}),
		},
		...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
		// Its own group: a Ctrl-C in the terminal must reach children through their supervisor, in order.
		detached: true,
		stdio: [spec.leash ? 'pipe' : 'ignore', log, log, ...(hands ? (['pipe'] as const) : [])],
	});
	closeSync(log);
	if (hands) handOver(child, closed);
	const exited = new Promise<ChildExit>((resolve) => {
		child.once('exit', (code, signal) => resolve({ code, signal }));
		child.once('error', () => resolve({ code: 127, signal: null }));
	});
	const pid = child.pid ?? -1;
	const record: ProcessRecord = {
		...(identifyProcess(pid) ?? { pid, startTime: 'gone', bootId: '', host: '' }),
		name: spec.name,
		fingerprint,
		startedAt: Date.now(),
	};
	writeRecord(folder, record);
	return handle(record, false, exited, spec);
}

/** Nothing of it lies anywhere: it goes through a pipe into the child's memory. */
function handOver(child: ChildProcess, closed: Readonly<Record<string, string>>): void {
	const pipe = child.stdio[handedFd] as Writable;
	// A child that is gone already is told of by its exit.
	pipe.on('error', () => {});
	pipe.end(JSON.stringify(closed));
}

function adopt(record: ProcessRecord, spec: ChildSpec): Child {
	const exited = new Promise<ChildExit>((resolve) => {
		const timer = setInterval(() => {
			if (isSameProcessAlive(record)) return;
			clearInterval(timer);
			resolve({ code: null, signal: null });
		}, lookMs);
	});
	return handle(record, true, exited, spec);
}

function handle(record: ProcessRecord, adopted: boolean, exited: Promise<ChildExit>, spec: ChildSpec): Child {
	return {
		record,
		adopted,
		exited,
		stop: () => stop(record, exited, spec.stopMs),
		kill: () => {
			if (isSameProcessAlive(record)) signalProcess(record.pid, 'SIGKILL');
		},
	};
}

async function stop(record: ProcessRecord, exited: Promise<ChildExit>, stopMs: number): Promise<void> {
	if (isSameProcessAlive(record)) signalProcess(record.pid, 'SIGTERM');
	const killer = setTimeout(() => {
		if (isSameProcessAlive(record)) signalProcess(record.pid, 'SIGKILL');
	}, stopMs);
	await exited;
	clearTimeout(killer);
}

function fingerprintOf(spec: ChildSpec): string {
	const parts = [
		spec.command,
		spec.args,
		Object.entries(spec.env).toSorted(([a], [b]) => a.localeCompare(b)),
	];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
