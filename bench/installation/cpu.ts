import { readFileSync } from 'node:fs';
import { listLiveRecords } from '@aegis/shared/supervision';
import type { Home } from '@aegis/shared/config';

/** Milliseconds per clock tick of /proc: USER_HZ is 100 on every Linux that Node runs on (proc(5)). */
const tickMs = 10;

/** CPU time so far of each service of a home, in milliseconds; `children` is that of the processes it has waited for. */
export function readCpu(home: Home): Map<string, { own: number; children: number }> {
	return new Map(listLiveRecords(home.run).map(({ name, pid }) => [name, readProcess(pid)]));
}

function readProcess(pid: number): { own: number; children: number } {
	const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
	// The command name may hold spaces: fields are counted from its closing parenthesis, where state is field 3.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const ticks = (field: number): number => Number(fields[field - 3]) * tickMs;
	return { own: ticks(14) + ticks(15), children: ticks(16) + ticks(17) };
}
