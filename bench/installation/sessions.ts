import { readFileSync } from 'node:fs';

/** One start of a lasting agent: when (milliseconds of the wall clock), which process, and which session it was given. */
export interface AgentSession {
	readonly at: number;
	readonly pid: number;
	readonly how: string;
	readonly session: string;
}

/** All starts so far, in order. */
export function readSessions(file: string): AgentSession[] {
	return read(file)
		.split('\n')
		.slice(0, -1)
		.map((line) => {
			const [at = '', pid = '', how = '', session = ''] = line.split(' ');
			return { at: Number(at) / 1e6, pid: Number(pid), how, session };
		});
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
