import { readFileSync } from 'node:fs';
import { findScope, nameScope, scopeVariable } from '@aegis/shared/process';

export interface LateProcess {
	readonly pid: number;
	readonly run: string;
}

/** P8: processes of this home that belong to one of these runs, all of which have ended. */
export function findLateProcesses(root: string, ended: ReadonlySet<string>): LateProcess[] {
	const home = nameScope(root, '').slice(0, -1);
	return findScope(home).flatMap((pid) => {
		const run = readScope(pid)?.split('/').at(-1);
		return run !== undefined && ended.has(run) ? [{ pid, run }] : [];
	});
}

function readScope(pid: number): string | undefined {
	try {
		const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
		return entries.find((entry) => entry.startsWith(`${scopeVariable}=`))?.slice(scopeVariable.length + 1);
	} catch {
		return undefined;
	}
}
