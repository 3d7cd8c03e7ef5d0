import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Runs whose results wait on a worker's disk to be told. */
export function findUnsentResults(runs: string): Set<string> {
	const folder = join(runs, '.unsent');
	const workers = existsSync(folder) ? readdirSync(folder) : [];
	const names = workers.flatMap((worker) => readdirSync(join(folder, worker)));
	return new Set(names.filter((name) => name.endsWith('.json')).map((name) => basename(name, '.json')));
}
