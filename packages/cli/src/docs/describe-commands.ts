import type { Argument, Command, Option } from 'commander';
import { exitCodes, particularExits } from './exit-codes.ts';

/** The command line as a page of Markdown: docs/cli.md. Whoever changes a command runs `pnpm cli-docs`. */
export function describeCommands(program: Command): string {
	const commands = program.commands.flatMap((command) => leavesOf(command, []));
	return [
		'# The command line',
		`<!-- Made by \`pnpm cli-docs\` from packages/cli/src/commands/; a test compares. -->`,
		'Results go to standard output, everything else to standard error; nothing is asked where there is no terminal. `--help` explains a command, `aegis` alone says where things stand. A card’s `<gid>` is printed by `aegis task list`.',
		...commands.map(describeCommand),
		'## Exit codes',
		'Each error names its code and its fix: [errors.md](errors.md).',
		table(
			['code', 'means'],
			exitCodes.map(([code, means]) => [String(code), means]),
		),
		'',
	]
		.join('\n\n')
		.replace(/\n+$/, '\n');
}

interface Leaf {
	readonly words: string;
	readonly command: Command;
}

/** The commands that do something, with all their words, in the order help shows them; hidden ones are left out. */
export function leavesOf(command: Command, before: readonly string[]): readonly Leaf[] {
	if (isHidden(command)) return [];
	const words = [...before, command.name()];
	return command.commands.length === 0
		? [{ words: words.join(' '), command }]
		: command.commands.flatMap((inner) => leavesOf(inner, words));
}

/** Commander keeps it to itself: what help would not list is hidden. */
function isHidden(command: Command): boolean {
	const { parent } = command;
	return parent !== null && !parent.createHelp().visibleCommands(parent).includes(command);
}

function describeCommand({ words, command }: Leaf): string {
	const options = command.options.filter(({ hidden }) => !hidden);
	const taken = [
		...command.registeredArguments.map((argument) => [code(nameOf(argument)), saidOf(argument)]),
		...options.map((option) => [code(option.flags), saidOf(option)]),
	];
	const particular = particularExits[words];
	return [
		`## \`${[`aegis ${words}`, ...command.registeredArguments.map(nameOf)].join(' ')}\``,
		sentence(command.description()),
		...(taken.length === 0 ? [] : [table(['', ''], taken)]),
		...(particular === undefined ? [] : [`Exit code: ${particular}`]),
	].join('\n\n');
}

function nameOf(argument: Argument): string {
	const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
	return argument.required ? `<${name}>` : `[${name}]`;
}

/** What an argument or option means, what it may be and what it is when left out. */
function saidOf(taken: Argument | Option): string {
	const { description, argChoices, defaultValue } = taken as Pick<Option, 'description' | 'argChoices'> & {
		readonly defaultValue: unknown;
	};
	const one = argChoices === undefined ? [] : [`one of ${argChoices.map(code).join(', ')}`];
	const isTelling = typeof defaultValue === 'string' || typeof defaultValue === 'number';
	return [description, ...one, ...(isTelling ? [`${code(String(defaultValue))} where left out`] : [])].join(
		'; ',
	);
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function code(text: string): string {
	return `\`${text}\``;
}

/** A table with its columns aligned, as the formatter leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
	const widths = head.map((title, column) =>
		Math.max(3, title.length, ...cells.map((row) => row[column]?.length ?? 0)),
	);
	const line = (row: readonly string[]): string =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}
