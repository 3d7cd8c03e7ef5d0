import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execaSync } from 'execa';
import { writeCompletion } from '../../src/completion/write-completion.ts';
import { createProgram } from '../../src/program.ts';

const program = createProgram(async () => {}, {
	stdout: { write: () => true },
	stderr: { write: () => true },
});

/** What a shell proposes after these words; the last one is begun, or empty. */
type Propose = (t: ExecutionContext, words: readonly string[]) => readonly string[];

function runScript(t: ExecutionContext, shell: string, script: string, args: readonly string[]): string {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-completion-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, 'script');
	writeFileSync(file, script);
	return execaSync(shell, [file, ...args], { env: { HOME: folder, XDG_CONFIG_HOME: folder } }).stdout;
}

const bash: Propose = (t, words) => {
	const script = `${writeCompletion(program, 'bash')}
COMP_WORDS=(aegis "$@") COMP_CWORD=$#
_aegis
printf '%s\\n' "\${COMPREPLY[@]}"
`;
	return runScript(t, 'bash', script, words).split('\n');
};

const fish: Propose = (t, words) => {
	const script = `${writeCompletion(program, 'fish')}
complete -C "$argv[1]"
`;
	const proposed = runScript(t, 'fish', script, [['aegis', ...words].join(' ')]);
	return proposed.split('\n').map((line) => line.split('\t')[0] ?? '');
};

const zsh: Propose = (t, words) => {
	// What zsh's own completer would be given: the pairs of word and meaning.
	const script = `compdef() { :; }
_describe() { local name=$@[-1]; print -rl -- "\${(@P)name}"; }
${writeCompletion(program, 'zsh')}
words=(aegis "$@") CURRENT=$(($# + 1))
_aegis
`;
	const current = words.at(-1) ?? '';
	const proposed = runScript(t, 'zsh', script, words).split('\n');
	return proposed.map((line) => line.split(':')[0] ?? '').filter((word) => word.startsWith(current));
};

for (const [shell, propose] of Object.entries({ bash, fish, zsh })) {
	const isHere = execaSync(shell, ['-c', 'true'], { reject: false }).exitCode === 0;
	const shellTest = isHere ? test : test.skip;

	shellTest(
		`${shell} proposes the commands, those within one, its options and the choices of an argument`,
		(t) => {
			t.true(propose(t, ['']).includes('task'));
			t.deepEqual(propose(t, ['task', 'appr']), ['approve']);
			t.true(propose(t, ['task', 'add', '--m']).includes('--max-cost'));
			t.deepEqual(propose(t, ['open', 'da']), ['dashboard']);
		},
	);

	shellTest(`in ${shell} options and what was typed as an argument do not lead astray`, (t) => {
		t.deepEqual(propose(t, ['task', 'show', '--json', '120', '--j']), ['--json']);
	});
}
