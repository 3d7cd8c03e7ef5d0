import type { RunnerLaunch } from '../contract.ts';

/** Measured on the CLI 2.1.330: each keeps a run from something that a server does not want. */
const switches = {
	// A file that a card's text mentions (`@/etc/passwd`) would be read into the prompt, past every permission rule.
	CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
	CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
	CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
	CLAUDE_CODE_MAX_RETRIES: '3',
	CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1',
	DISABLE_AUTOUPDATER: '1',
	GIT_TERMINAL_PROMPT: '0',
};

const modelNames = new Set([
	'CLAUDE_CODE_OAUTH_TOKEN',
	'CLOUD_ML_REGION',
	'GOOGLE_APPLICATION_CREDENTIALS',
	'GOOGLE_CLOUD_PROJECT',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'NODE_EXTRA_CA_CERTS',
]);
const modelPrefixes = ['ANTHROPIC_', 'AWS_', 'CLAUDE_CODE_USE_', 'CLAUDE_CODE_SKIP_', 'VERTEX_REGION_'];

/** Whether a variable says which model is used, with which key or through which proxy. */
export function isModelVariable(name: string): boolean {
	return modelNames.has(name) || modelPrefixes.some((prefix) => name.startsWith(prefix));
}

/** The whole environment of the CLI, built from nothing: its Bash tool hands every variable on to its commands. */
export function buildEnvironment(launch: RunnerLaunch, configDir: string): Record<string, string> {
	const passed = Object.entries(launch.passEnv).filter(
		([name, value]) => isModelVariable(name) && value !== '',
	);
	return {
		...Object.fromEntries(passed),
		PATH: launch.path,
		HOME: launch.home,
		LANG: 'C.UTF-8',
		...(launch.tempDir === undefined ? {} : { TMPDIR: launch.tempDir }),
		CLAUDE_CONFIG_DIR: configDir,
		...switches,
	};
}
