import { Redactor } from './core/redactor.ts';
import type { Secret } from './core/forms.ts';

const known = new Map<string, Secret>();
let redactor = new Redactor([]);

/**
 * Remembers secrets that this process has come to know: from then on they are taken out of whatever it logs, tells or
 * writes down. Process-wide, because every sink of a process must know every secret of it.
 */
export function keepSecrets(secrets: readonly Secret[]): void {
	const before = known.size;
	for (const secret of secrets) if (secret.value !== '') known.set(secret.value, secret);
	if (known.size !== before) redactor = new Redactor([...known.values()]);
}

/** The redactor of everything this process knows so far. */
export function knownRedactor(): Redactor {
	return redactor;
}

/** A text without any secret this process knows. */
export function redact(text: string): string {
	return redactor.redact(text);
}

/** A value of plain data with every text in it redacted, keys too. */
export function redactDeep<T>(value: T): T {
	return redactor.longest === 0 ? value : (walk(value) as T);
}

function walk(value: unknown): unknown {
	if (typeof value === 'string') return redact(value);
	if (Array.isArray(value)) return value.map(walk);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, part]) => [redact(key), walk(part)]));
}
