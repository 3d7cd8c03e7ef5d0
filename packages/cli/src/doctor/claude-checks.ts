import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { fail, pass, warn, type Check } from './check.ts';
import { splitWords } from './core/versions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const credentials = [
	'ANTHROPIC_API_KEY',
	'ANTHROPIC_AUTH_TOKEN',
	'CLAUDE_CODE_OAUTH_TOKEN',
	'CLAUDE_CODE_USE_BEDROCK',
	'CLAUDE_CODE_USE_VERTEX',
];

/** The coding CLI answers to --version. */
export async function checkClaude(env: Environment): Promise<Check> {
	const [command = 'claude', ...args] = resolveWords(env['AEGIS_CLAUDE_COMMAND'] ?? 'claude');
	const result = await execa(command, [...args, '--version'], {
		reject: false,
		stdin: 'ignore',
		timeout: 20_000,
	});
	if (!result.failed) return pass('claude', `${command}: ${result.stdout.split('\n')[0] ?? ''}`);
	return fail(
		'claude',
		`\`${command} --version\` does not work`,
		'Install it with `npm install -g @anthropic-ai/claude-code`, or name it with AEGIS_CLAUDE_COMMAND.',
	);
}

function resolveWords(command: string | readonly string[]): readonly string[] {
	if (typeof command !== 'string') return command;
	return existsSync(command) ? [command] : splitWords(command);
}

/** Runs see nothing of the person's own login, only what these variables give. */
export function checkCredentials(env: Environment): Check {
	const found = credentials.filter((name) => env[name]);
	return found.length > 0
		? pass('model', `${found.join(', ')} set`)
		: warn(
				'model',
				'no credential for the model in the environment',
				'Put ANTHROPIC_API_KEY, or CLAUDE_CODE_OAUTH_TOKEN from `claude setup-token`, into the .env file of the home.',
			);
}
