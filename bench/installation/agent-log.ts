import { readFileSync } from 'node:fs';

/** When the agent of each card was first started, by the card's gid; milliseconds of the wall clock. */
export function readAgentStarts(file: string): Map<string, number> {
	const starts = new Map<string, number>();
	for (const line of read(file).split('\n')) {
		const match = /^(\d+)\d{3} task-(\S+)$/.exec(line);
		if (match?.[1] === undefined || match[2] === undefined) continue;
		const at = Number(match[1]) / 1_000;
		starts.set(match[2], Math.min(at, starts.get(match[2]) ?? at));
	}
	return starts;
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
