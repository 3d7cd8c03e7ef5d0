/** The columns that hold fractions: money, and a card's place where a board gives it one. */
const fractional: ReadonlySet<string> = new Set(['rank', 'reserved_usd', 'cost_usd']);

/**
 * A row as every store keeps it. The other numbers are whole by type, and PostgreSQL refuses a fraction (22P02) that
 * SQLite would keep; a time is rounded up, so that nothing comes before it.
 */
export function wholeNumbers<Row extends object>(row: Row): Row {
	const entries = Object.entries(row) as [string, unknown][];
	if (entries.every(([column, value]) => !isFraction(column, value))) return row;
	return Object.fromEntries(
		entries.map(([column, value]) => [column, isFraction(column, value) ? Math.ceil(value) : value]),
	) as Row;
}

function isFraction(column: string, value: unknown): value is number {
	return typeof value === 'number' && !Number.isInteger(value) && !fractional.has(column);
}
