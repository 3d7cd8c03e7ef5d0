import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailpointAction, FailpointName } from '@aegis/shared/failpoint';
import { isSameProcessAlive, signalProcess, type ProcessIdentity } from '@aegis/shared/process';

/** A failpoint that was set off, and in which process. */
export interface Fired {
	readonly at: number;
	readonly name: FailpointName;
	readonly action: FailpointAction;
	readonly process: ProcessIdentity;
}

/** Arms a failpoint for the next process that passes it. */
export function arm(
	folder: string,
	name: FailpointName,
	what: { action: FailpointAction; about: string | null },
): void {
	// In one step: no service may read half of it.
	const file = join(folder, name);
	writeFileSync(`${file}.new`, JSON.stringify({ ...what, times: 1 }));
	renameSync(`${file}.new`, file);
}

export function disarm(folder: string, name: FailpointName): void {
	rmSync(join(folder, name), { force: true });
}

/** Everything that was set off in this folder, in order. */
export function listFired(folder: string): Fired[] {
	const file = join(folder, 'fired.jsonl');
	if (!existsSync(file)) return [];
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Fired);
}

/** Lets a process that was stopped go on, if it is still there. */
export function goOn(process: ProcessIdentity): void {
	if (isSameProcessAlive(process)) signalProcess(process.pid, 'SIGCONT');
}
