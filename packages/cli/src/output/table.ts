import { describeUsd } from '@aegis/shared/domain';

/** Lays rows out in columns two spaces apart; widths count characters, not bytes. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [index, cell] of row.entries()) {
			widths[index] = Math.max(widths[index] ?? 0, countCharacters(cell));
		}
	}
	return rows.map((row) =>
		row
			.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - countCharacters(cell)))
			.join('  ')
			.trimEnd(),
	);
}

/** Shortens a text to `length` characters with an ellipsis. */
export function clip(text: string, length: number): string {
	const characters = Array.from(text);
	return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

function countCharacters(text: string): number {
	return Array.from(text).length;
}

/** US dollars as people read them: to the cent, less than one in full; unknown stays unknown. */
export function formatUsd(amount: number | null): string {
	return amount === null ? '?' : describeUsd(amount);
}

/** A number of many digits as people read it: 950, 12.3k, 4.56M. */
export function formatCount(count: number): string {
	if (count < 1_000) return String(count);
	return count < 1_000_000 ? `${(count / 1_000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(2)}M`;
}

/** Milliseconds as people read them: 850 ms, 4.2 s, 3 min 5 s, 2 h 10 min. */
export function formatDuration(ms: number): string {
	if (ms < 1_000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
	const minutes = Math.floor(ms / 60_000);
	if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1_000)} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
