import type { Argument, Command, Option } from 'commander';

/** A word that may come next, and what it means. */
export interface Candidate {
	readonly word: string;
	readonly means: string;
}

/** What may follow some words of the command line: `at` is those words without options, empty for `aegis` alone. */
export interface Place {
	readonly at: string;
	/** Inner commands, or the choices of an argument. */
	readonly words: readonly Candidate[];
	readonly flags: readonly Candidate[];
}

/** Every place of a command line, from the commands themselves; what help hides is left out. */
export function listPlaces(program: Command): readonly Place[] {
	return placesOf(program, '');
}

function placesOf(command: Command, at: string): readonly Place[] {
	const help = command.createHelp();
	const inner = help.visibleCommands(command).filter((one) => one.name() !== 'help');
	const commands = inner.map((one) => ({ word: one.name(), means: one.description() }));
	const choices = command.registeredArguments.flatMap(choicesOf);
	const flags = help.visibleOptions(command).flatMap(flagOf);
	return [
		{ at, words: [...commands, ...choices], flags },
		...inner.flatMap((one) => placesOf(one, at === '' ? one.name() : `${at} ${one.name()}`)),
	];
}

function choicesOf({ argChoices, description }: Argument): readonly Candidate[] {
	return (argChoices ?? []).map((word) => ({ word, means: description }));
}

function flagOf({ long, description }: Option): readonly Candidate[] {
	return long === undefined || long === null ? [] : [{ word: long, means: description }];
}
