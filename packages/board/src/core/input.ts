import { badRequest, missingInput } from './errors.ts';

/** The `data` object of a request body, or the query, before anything in it is trusted. */
export type Input = Readonly<Record<string, unknown>>;

export function readString(input: Input, name: string, maxLength = 65_536): string | undefined {
	const value = input[name];
	if (value === undefined) return undefined;
	if (typeof value !== 'string') throw badRequest(`${name}: Not a String: ${describe(value)}`);
	if (value.length > maxLength) throw badRequest(`${name}: Must be at most ${maxLength} characters`);
	return value;
}

export function requireString(input: Input, name: string): string {
	const value = readString(input, name);
	if (value === undefined || value === '') throw missingInput(name);
	return value;
}

/** Reads a true or false; `null` counts as absent, text "true" and "false" as in a query. */
export function readBoolean(input: Input, name: string): boolean | undefined {
	const value = input[name];
	if (value === undefined || value === null) return undefined;
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw badRequest(`${name}: Not a Boolean: ${describe(value)}`);
}

/** Reads one of the listed words; absent stays absent. */
export function readWord<T extends string>(input: Input, name: string, words: readonly T[]): T | undefined {
	const value = input[name];
	if (value === undefined || value === null) return undefined;
	const word = words.find((known) => known === value);
	if (word === undefined) throw badRequest(`${name}: Value must be one of: ${words.join(', ')}`);
	return word;
}

export function readNumber(input: Input, name: string): number | undefined {
	const value = input[name];
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'number' || !Number.isFinite(value))
		throw badRequest(`${name}: Not a Number: ${describe(value)}`);
	return value;
}

/** Reads `YYYY-MM-DD`; null clears. */
export function readDate(input: Input, name: string): string | null | undefined {
	const value = input[name];
	if (value === undefined || value === null) return value;
	if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || !isRealDate(value)) {
		throw badRequest(`${name}: Not a valid date: ${describe(value)}`);
	}
	return value;
}

function isRealDate(value: string): boolean {
	const time = Date.parse(`${value}T00:00:00Z`);
	return Number.isFinite(time) && new Date(time).toISOString().startsWith(value);
}

/** Reads an ISO 8601 time and gives it in UTC with milliseconds; null clears. */
export function readTime(input: Input, name: string): string | null | undefined {
	const value = input[name];
	if (value === undefined || value === null) return value;
	const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	if (!Number.isFinite(time)) throw badRequest(`${name}: Not a valid datetime: ${describe(value)}`);
	return new Date(time).toISOString();
}

/** Reads a list of texts, or one text with commas, as in a query or a multipart form. */
export function readStrings(input: Input, name: string): readonly string[] | undefined {
	const value = input[name];
	if (value === undefined || value === null) return undefined;
	const items: readonly unknown[] =
		typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [Number.NaN];
	return items.map((item) => {
		if (typeof item !== 'string') throw badRequest(`${name}: Not a valid GID type: ${typeof item}`);
		return item.trim();
	});
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
	return typeof value === 'string' ? value.slice(0, 100) : typeof value;
}
