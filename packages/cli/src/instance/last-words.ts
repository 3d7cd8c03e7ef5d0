import { readFileSync } from 'node:fs';

/** Why a service ended, from the end of its log: its last fatal entry, or its last plain line. */
export function readLastWords(logFile: string): { message: string; fix: string | null } | null {
	try {
		return readLastWordsOf(readFileSync(logFile, 'utf8'));
	} catch {
		return null;
	}
}

/** The same from the text itself. */
export function readLastWordsOf(text: string): { message: string; fix: string | null } | null {
	const lines = text.trimEnd().split('\n').slice(-50).toReversed();
	for (const line of lines) {
		const entry = parseEntry(line);
		if (entry?.['level'] !== 'fatal' || typeof entry['msg'] !== 'string') continue;
		return { message: entry['msg'], fix: typeof entry['fix'] === 'string' ? entry['fix'] : null };
	}
	// A service that does not log in JSON says it in its last line.
	const last = lines.find((line) => line !== '' && parseEntry(line) === null);
	return last === undefined ? null : { message: last, fix: null };
}

function parseEntry(line: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}
