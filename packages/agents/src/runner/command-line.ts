import { AegisError } from '@aegis/shared/errors';

/**
 * Splits a configured command into words: a JSON array as it is, otherwise at spaces, with '…' and "…" kept whole.
 *
 * A backslash takes the next character as it is, outside of single quotes. No variable, glob or operator is
 * expanded: no shell is involved. Throws COMMAND_LINE_INVALID.
 */
export function parseCommandLine(value: string): string[] {
	const text = value.trim();
	const words = text.startsWith('[') ? parseJsonWords(text) : splitWords(text);
	if (words.length === 0 || words[0] === '') throw invalid('The command is empty.');
	return words;
}

function parseJsonWords(text: string): string[] {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch (error) {
		throw invalid('The command starts with “[” but is no JSON array.', error);
	}
	if (!Array.isArray(parsed)) throw invalid('The command is JSON, but no array.');
	return parsed.map((word: unknown) => {
		if (typeof word !== 'string') throw invalid('The command has a word that is no text.');
		return word;
	});
}

function splitWords(text: string): string[] {
	const words: string[] = [];
	let word: string | null = null;
	let quote: string | null = null;
	for (let at = 0; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (character === '\\' && quote !== "'" && at + 1 < text.length) {
			at += 1;
			word = (word ?? '') + text.charAt(at);
		} else if (quote !== null) {
			if (character === quote) quote = null;
			else word = (word ?? '') + character;
		} else if (character === '"' || character === "'") {
			quote = character;
			word ??= '';
		} else if (/\s/.test(character)) {
			if (word !== null) words.push(word);
			word = null;
		} else {
			word = (word ?? '') + character;
		}
	}
	if (quote !== null) throw invalid(`The command has a ${quote} that is never closed.`);
	if (word !== null) words.push(word);
	return words;
}

function invalid(message: string, cause?: unknown): AegisError {
	return new AegisError('COMMAND_LINE_INVALID', message, {
		fix: 'Write the executable and its arguments separated by spaces, quote words with spaces, or give a JSON array.',
		exitCode: 2,
		cause,
	});
}
