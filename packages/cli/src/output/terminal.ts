import { stripVTControlCharacters } from 'node:util';
import { redact } from '@aegis/shared/redaction';
import { Screen } from './screen.ts';

/** Where a command's words go: the result to stdout, everything else to stderr. */
export interface Terminal {
	/** A line of the result. */
	out(line: string): void;
	/** A line about what is happening. */
	note(line: string): void;
	/** True when a person may be asked something. */
	readonly interactive: boolean;
	readonly paint: Paint;
	/** A page that is drawn over and over, until it is disposed of; null where the result does not go to a terminal. */
	openScreen(): Screen | null;
}

export interface Paint {
	bold(text: string): string;
	dim(text: string): string;
	red(text: string): string;
	green(text: string): string;
	yellow(text: string): string;
}

interface Stream {
	write(text: string): unknown;
	readonly isTTY?: boolean;
	readonly columns?: number;
	readonly rows?: number;
}

/** Colour only where both streams are terminals and nobody asked for none (NO_COLOR, TERM=dumb, CI). */
export function createTerminal(
	streams: { readonly stdout: Stream; readonly stderr: Stream },
	env: Readonly<Record<string, string | undefined>>,
): Terminal {
	const isTerminal = streams.stdout.isTTY === true && streams.stderr.isTTY === true;
	const colored = isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
	const wrap = (code: number) => (text: string) => (colored ? `\u001B[${code}m${text}\u001B[0m` : text);
	return {
		out: (line) => void streams.stdout.write(`${makeInert(line, colored)}\n`),
		note: (line) => void streams.stderr.write(`${makeInert(line, colored)}\n`),
		interactive: isTerminal && process.stdin.isTTY && !env['CI'],
		openScreen: () => (isTerminal ? new Screen(streams.stdout, (line) => makeInert(line, colored)) : null),
		paint: { bold: wrap(1), dim: wrap(2), red: wrap(31), green: wrap(32), yellow: wrap(33) },
	};
}

/** The colours that `paint` gives. */
const ownColour = new RegExp(String.raw`(\u001B\[(?:[0-2]|3[1-3])m)`);
/** Control characters but tab and line end, and what turns the direction of writing around. */
const active = /(?![\t\n])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A line as it may go to a terminal. Names of cards, answers of agents and logs are foreign text: whatever would set a
 * title, write to the clipboard, move the cursor or hide something is taken out of it, and so is every known secret.
 */
export function makeInert(line: string, colored: boolean): string {
	const clean = (text: string): string => stripVTControlCharacters(text).replaceAll(active, '');
	const inert = colored
		? line
				.split(ownColour)
				.map((part) => (ownColour.test(part) ? part : clean(part)))
				.join('')
		: clean(line);
	return redact(inert);
}
