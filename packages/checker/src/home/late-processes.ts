import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import {
	findScope,
	isSameProcessAlive,
	nameScope,
	scopeVariable,
	type ProcessIdentity,
} from '@aegis/shared/process';
import { z } from 'zod';

export interface LateProcess {
	readonly pid: number;
	readonly run: string;
}

/**
 * P8: processes of this home that belong to one of these runs, all of which have ended. Of a run that was kept in a sandbox
 * it is the namespace that tells, whatever a process did to its environment; of others the mark they inherited.
 */
export function findLateProcesses(home: Home, ended: ReadonlySet<string>): LateProcess[] {
	const marked = findScope(nameScope(home.root, '').slice(0, -1)).flatMap((pid) => {
		// home/worker/run, and after that what the run keeps apart, as it does each git of its sandbox.
		const run = readScope(pid)?.split('/')[2];
		return run !== undefined && ended.has(run) ? [{ pid, run }] : [];
	});
	const known = new Set(marked.map(({ pid }) => pid));
	const enclosed = [...ended].flatMap((run) =>
		readNamespaces(join(home.runs, run, 'namespaces.jsonl'))
			.filter((first) => !known.has(first.pid) && isSameProcessAlive(first))
			.map(({ pid }) => ({ pid, run })),
	);
	return [...marked, ...enclosed];
}

const First = z.object({ pid: z.number(), startTime: z.string(), bootId: z.string(), host: z.string() });

/** The first process of each namespace of a run, as its worker wrote it down: the namespace lives as long as that does. */
function readNamespaces(file: string): ProcessIdentity[] {
	try {
		return readFileSync(file, 'utf8')
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => First.parse(JSON.parse(line)));
	} catch {
		// None was kept in a sandbox, or the run's folder was swept.
		return [];
	}
}

function readScope(pid: number): string | undefined {
	try {
		const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
		return entries.find((entry) => entry.startsWith(`${scopeVariable}=`))?.slice(scopeVariable.length + 1);
	} catch {
		return undefined;
	}
}
