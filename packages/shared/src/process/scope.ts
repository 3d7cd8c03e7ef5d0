import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';

/** The environment variable that marks every process of a scope; children inherit it, however they detach. */
export const scopeVariable = 'AEGIS_SCOPE';

/** Names the scope of a worker, or of one run of it. Different homes on one machine never share a scope. */
export function nameScope(homeRoot: string, workerId: string, runId?: string): string {
	const home = createHash('sha256').update(homeRoot).digest('hex').slice(0, 12);
	return runId === undefined ? `${home}/${workerId}` : `${home}/${workerId}/${runId}`;
}

/**
 * The pids of all live processes whose environment marks them as of this scope (`scope` or anything below `scope/`).
 *
 * Linux only: elsewhere it is empty and the process group must do. A process that cleared its environment is missed;
 * measured against setsid, nohup and double forks, nothing else survived (see docs/architecture.md).
 */
export function findScope(scope: string): number[] {
	if (process.platform !== 'linux') return [];
	const exact = `${scopeVariable}=${scope}`;
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter(
			(pid) =>
				pid !== process.pid && marks(pid).some((mark) => mark === exact || mark.startsWith(`${exact}/`)),
		);
}

function marks(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'latin1')
			.split('\0')
			.filter((entry) => entry.startsWith(`${scopeVariable}=`));
	} catch {
		return [];
	}
}

/** Sends a signal to everything in the scope; returns how many processes there were. */
export function signalScope(scope: string, signal: NodeJS.Signals): number {
	const pids = findScope(scope);
	for (const pid of pids) signalProcess(pid, signal);
	return pids.length;
}

/** Signals one process or, with a negative pid, a group; one that is already gone is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/**
 * Kills everything in the scope and waits until it is empty. A process may fork while it is being killed, so the
 * sweep repeats. Returns false when something is still alive after `timeoutMs`.
 */
export async function emptyScope(scope: string, timeoutMs = 5_000): Promise<boolean> {
	const deadline = performance.now() + timeoutMs;
	while (signalScope(scope, 'SIGKILL') > 0) {
		if (performance.now() > deadline) return false;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	return true;
}
