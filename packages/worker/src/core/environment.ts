import { isToolVariable } from '@aegis/shared/domain';

type Env = Readonly<Record<string, string | undefined>>;

const gitVariables = [
	'PATH',
	'HOME',
	'XDG_CONFIG_HOME',
	'SSH_AUTH_SOCK',
	'TMPDIR',
	// How a remote is reached, where the shell says it.
	'GIT_SSH_COMMAND',
	'GIT_SSH',
	'GIT_SSL_CAINFO',
	'GIT_PROXY_COMMAND',
	'SSL_CERT_FILE',
	'SSL_CERT_DIR',
	...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

/** What git may see: its configuration's home, the ssh agent and the way to the remote, for pushes as the person would do them. */
export function gitEnvironment(env: Env): Record<string, string> {
	return pick(env, (name) => gitVariables.includes(name));
}

/** Variables a project asks for by name. */
export function namedEnvironment(env: Env, names: readonly string[]): Record<string, string> {
	return pick(env, (name) => names.includes(name));
}

/** What hydration and checks see: a plain shell's environment with the toolchain's settings, and no secret by its name. */
export function commandEnvironment(env: Env, passed: readonly string[]): Record<string, string> {
	return {
		...pick(
			env,
			(name) =>
				['PATH', 'HOME', 'USER', 'SHELL', 'LANG', 'LC_ALL', 'TZ'].includes(name) || isToolVariable(name),
		),
		...namedEnvironment(env, passed),
		CI: '1',
		TERM: 'dumb',
		NO_COLOR: '1',
	};
}

/**
 * What an installation sees besides: packages run no scripts of their own. A variable wins over a repository's own
 * configuration in npm, pnpm (up to 10 by npm's names, from 11 by its own) and Yarn from 2 on, by their documentation; Bun
 * and pnpm from 10 on ask for a package's scripts to be allowed anyway. CI=1 keeps pnpm and Yarn to the lock file.
 */
export function installEnvironment(scripts: boolean): Record<string, string> {
	if (scripts) return {};
	return {
		npm_config_ignore_scripts: 'true',
		pnpm_config_ignore_scripts: 'true',
		YARN_ENABLE_SCRIPTS: 'false',
	};
}

/** The variables whose name is wanted. */
export function pick(env: Env, wanted: (name: string) => boolean): Record<string, string> {
	const entries = Object.entries(env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
	);
	return Object.fromEntries(entries);
}
