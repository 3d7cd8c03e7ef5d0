import test from 'ava';
import { buildCommand } from '../../../src/runner/claude/command.ts';
import { createTask } from '../../helpers/run-runner.ts';

const launch = { argv: ['claude'], passEnv: {}, home: '/home/run', path: '/usr/bin' };
const task = createTask({ cwd: '/repo', configDir: '/config' });

function flag(argv: readonly string[], name: string): string | undefined {
	return argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined;
}

test('the prompt goes through stdin as one line, never through the arguments', (t) => {
	const prompt = '--help\n"quoted" \u2028 ${HOME}';
	const { argv, stdin } = buildCommand({ ...task, prompt }, launch);

	t.false(argv.some((word) => word.includes('quoted')));
	t.is(stdin.split('\n').length, 2);
	t.like(JSON.parse(stdin), { type: 'user', message: { role: 'user', content: prompt } });
});

test('a writer may edit and run the test command; a reader may only read', (t) => {
	const writer = buildCommand({ ...task, allowedCommands: ['npm test', ' '] }, launch).argv;
	t.is(flag(writer, '--permission-mode'), 'acceptEdits');
	t.deepEqual(writer.slice(writer.indexOf('--allowedTools')), [
		'--allowedTools',
		'Bash(npm test)',
		'Bash(npm test *)',
	]);

	const reader = buildCommand({ ...task, access: 'read' }, launch).argv;
	t.is(flag(reader, '--permission-mode'), 'dontAsk');
	t.is(flag(reader, '--tools'), 'Read,Grep,Glob');
	t.false(reader.includes('--allowedTools'));
});

test('settings of the repository and of the user are not loaded', (t) => {
	const { argv } = buildCommand(task, launch);

	t.is(flag(argv, '--setting-sources'), '');
	t.true(argv.includes('--strict-mcp-config'));
	t.false(argv.some((word) => word.includes('dangerously') || word.includes('bypass')));
});

test('limits, session and model become flags', (t) => {
	const fresh = buildCommand({ ...task, budgetUsd: 0.1 + 0.2, maxTurns: 7 }, launch).argv;
	t.is(flag(fresh, '--max-budget-usd'), '0.3');
	t.is(flag(fresh, '--max-turns'), '7');
	t.is(flag(fresh, '--session-id'), task.sessionId);
	t.false(fresh.includes('--resume') || fresh.includes('--model'));

	const resumed = buildCommand(
		{ ...task, resumeSessionId: 'r', model: 'opus', appendSystemPromptFile: '/c.md' },
		launch,
	).argv;
	t.is(flag(resumed, '--resume'), 'r');
	t.is(flag(resumed, '--model'), 'opus');
	t.is(flag(resumed, '--append-system-prompt-file'), '/c.md');
	t.false(resumed.includes('--session-id'));
	t.deepEqual(JSON.parse(flag(resumed, '--json-schema') ?? ''), task.jsonSchema);
});

test('the environment is built from nothing: only what names the model gets through', (t) => {
	const passEnv = {
		ANTHROPIC_API_KEY: 'key',
		ANTHROPIC_AUTH_TOKEN: '',
		CLAUDE_CODE_USE_BEDROCK: '1',
		AWS_REGION: 'eu-west-1',
		ASANA_TOKEN: 'secret',
		REDIS_URL: 'redis://secret',
		CLAUDE_CONFIG_DIR: '/elsewhere',
		PATH: '/evil',
	};
	const { env } = buildCommand(task, { ...launch, passEnv, tempDir: '/run/tmp' });

	t.like(env, {
		ANTHROPIC_API_KEY: 'key',
		CLAUDE_CODE_USE_BEDROCK: '1',
		AWS_REGION: 'eu-west-1',
		CLAUDE_CONFIG_DIR: '/config',
		PATH: '/usr/bin',
		HOME: '/home/run',
		TMPDIR: '/run/tmp',
		CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
		CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
	});
	t.false('ASANA_TOKEN' in env || 'REDIS_URL' in env || 'ANTHROPIC_AUTH_TOKEN' in env);
	t.false(Object.values(env).some((value) => value.includes('secret')));
});
