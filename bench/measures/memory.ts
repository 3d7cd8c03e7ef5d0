import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { listLiveRecords } from '@aegis/shared/supervision';
import type { Row } from '../core/report.ts';
import { awaitReady, makePlace, runAegis, startUp } from '../installation/aegis.ts';

const idleMs = 30_000;
const goalMb = 86;

/** Memory of each process of an installation with one project, 30 s after it was ready and with nothing to do. */
export async function measureMemory(): Promise<Row[]> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	await using up = startUp(place);
	await awaitReady(place, 2);
	await sleep(idleMs);
	const services = listLiveRecords(place.home.run).toSorted((a, b) => a.name.localeCompare(b.name));
	return [{ name: 'up (the command itself)', pid: up.pid }, ...services].map(({ name, pid }) => {
		const { rss, pss } = readMemory(pid);
		return {
			measure: `idle memory of ${name.replace(/-\d{6,}$/, '')}: RSS (PSS)`,
			result: `${rss.toFixed(0)} MB (${pss.toFixed(0)} MB)`,
			goal: `≤ ${goalMb} MB`,
			met: rss <= goalMb,
		};
	});
}

/** Megabytes (10^6 bytes). RSS counts pages shared with other processes whole, PSS in parts. */
function readMemory(pid: number): { rss: number; pss: number } {
	const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	const read = (name: string): number =>
		(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1_024) / 1e6;
	return { rss: read('Rss'), pss: read('Pss') };
}
