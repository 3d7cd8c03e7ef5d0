/** How a number field is shown. */
export interface NumberFormat {
	readonly precision: number;
	readonly format: string;
	readonly currencyCode: string | null;
	readonly customLabel: string | null;
	readonly customLabelPosition: string | null;
}

const symbols: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** The words Asana shows for a number: rounded to the field's precision, with its unit. */
export function displayNumber(value: number, shown: NumberFormat): string {
	if (shown.format === 'percentage') return `${(value * 100).toFixed(Math.max(0, shown.precision - 2))}%`;
	const digits = value.toFixed(shown.precision);
	if (shown.format === 'currency') {
		const code = shown.currencyCode ?? 'USD';
		const symbol = symbols[code];
		return symbol === undefined ? `${digits} ${code}` : `${symbol}${digits}`;
	}
	if (shown.format !== 'custom' || shown.customLabel === null) return digits;
	return shown.customLabelPosition === 'prefix'
		? `${shown.customLabel}${digits}`
		: `${digits}${shown.customLabel}`;
}

/** Rounds a number the way a field of this precision stores it. */
export function roundTo(value: number, precision: number): number {
	return Number(value.toFixed(precision));
}
