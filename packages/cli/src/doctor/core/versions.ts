/** The numbers of the first version in a text, as in `git version 2.39.5`; null where there is none. */
export function readVersion(text: string): readonly [number, number] | null {
	const match = /(\d+)\.(\d+)/.exec(text);
	return match === null ? null : [Number(match[1]), Number(match[2])];
}

export function isAtLeast(version: readonly [number, number], wanted: readonly [number, number]): boolean {
	return version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1]);
}

/** What the dependencies need: ^24.15 || >=26. */
export function isSupportedNode(version: readonly [number, number]): boolean {
	return version[0] >= 26 || (version[0] === 24 && version[1] >= 15);
}

/** Splits a command line into words: a JSON array as it is, otherwise at spaces, with quotes keeping words whole. */
export function splitWords(line: string): string[] {
	if (line.trimStart().startsWith('[')) return readJsonWords(line);
	return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
		(match) => match[1] ?? match[2] ?? match[3] ?? '',
	);
}

function readJsonWords(line: string): string[] {
	try {
		const words: unknown = JSON.parse(line);
		return Array.isArray(words) ? words.map(String) : [line];
	} catch {
		return [line];
	}
}
