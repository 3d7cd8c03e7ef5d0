import type { Paint } from '../output/terminal.ts';
import type { Check } from './check.ts';

/** Checks as lines, each with its fix below it. */
export function formatChecks(checks: readonly Check[], paint: Paint): string[] {
	const marks = { ok: paint.green('✓'), warning: paint.yellow('!'), problem: paint.red('✗') };
	return checks.flatMap(({ name, level, text, fix }) => {
		const line = `${marks[level]} ${name}: ${text}`;
		return fix === null ? [line] : [line, `  ${fix}`];
	});
}

export function isSound(checks: readonly Check[]): boolean {
	return checks.every(({ level }) => level !== 'problem');
}
