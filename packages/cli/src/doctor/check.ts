/** One line of `aegis doctor`: what was looked at, how it is, and what mends it. */
export interface Check {
	readonly name: string;
	readonly level: 'ok' | 'warning' | 'problem';
	readonly text: string;
	readonly fix: string | null;
}

export function pass(name: string, text: string): Check {
	return { name, level: 'ok', text, fix: null };
}

export function warn(name: string, text: string, fix: string): Check {
	return { name, level: 'warning', text, fix };
}

export function fail(name: string, text: string, fix: string): Check {
	return { name, level: 'problem', text, fix };
}
