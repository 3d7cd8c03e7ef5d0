import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { describeCommands, leavesOf } from '../../src/docs/describe-commands.ts';
import { particularExits } from '../../src/docs/exit-codes.ts';
import { waitCodes } from '../../src/task/wait.ts';
import { createProgram } from '../../src/program.ts';

const root = resolve(import.meta.dirname, '../../../..');
const program = createProgram(async () => {}, process);

test('docs/cli.md is what the commands give; `pnpm cli-docs` writes it', (t) => {
	t.is(readFileSync(resolve(root, 'docs/cli.md'), 'utf8'), describeCommands(program));
});

test('every command is described, with its arguments, options and defaults, and what is hidden is not', (t) => {
	const page = describeCommands(program);

	t.regex(page, /^## `aegis task add <name>`$/m);
	t.regex(page, /^\| `--max-cost <usd>` +\| what it may cost, in US dollars +\|$/m);
	t.regex(page, /^\| `\[page\]` .*one of `dashboard`, `board`; `dashboard` where left out/m);
	t.notRegex(page, /overview/);
});

test('what a command ends with is said of commands there are, and of the codes they use', (t) => {
	const words = program.commands.flatMap((command) => leavesOf(command, [])).map((leaf) => leaf.words);

	t.deepEqual(
		Object.keys(particularExits).filter((command) => !words.includes(command)),
		[],
	);
	for (const code of Object.values(waitCodes))
		t.true(particularExits['task wait']?.includes(`${code}: `), String(code));
});
