import { InvalidArgumentError } from 'commander';

/** Parses a TCP port; 0 means any. */
export function parsePort(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535)
		throw new InvalidArgumentError('a port is a number from 0 to 65535.');
	return port;
}

/** Parses a number above zero. */
export function parsePositive(text: string): number {
	const value = Number(text);
	if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('it must be a number above 0.');
	return value;
}
