type Env = Readonly<Record<string, string | undefined>>;

/** Where toolchains, caches, registries and proxies are: what a build needs to work as it does in a person's shell. */
const toolVariable =
	/^(npm_config_|NPM_CONFIG_|PNPM_|YARN_|COREPACK_|NVM_|VOLTA_|PIP_|UV_|POETRY_|PYENV_|CARGO_|RUSTUP_|GO|JAVA_|MAVEN_|GRADLE_|ANDROID_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|REQUESTS_CA_BUNDLE$|https?_proxy$|no_proxy$|HTTPS?_PROXY$|NO_PROXY$)/;
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|_AUTH|API_?KEY|PRIVATE/i;
const gitVariables = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'SSH_AUTH_SOCK', 'TMPDIR'];

/** What git may see: its configuration's home and the ssh agent, for pushes as the person would do them. */
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
				['PATH', 'HOME', 'USER', 'SHELL', 'LANG', 'LC_ALL', 'TZ'].includes(name) ||
				(toolVariable.test(name) && !secretName.test(name)),
		),
		...namedEnvironment(env, passed),
		CI: '1',
		TERM: 'dumb',
		NO_COLOR: '1',
	};
}

/** The variables whose name is wanted. */
export function pick(env: Env, wanted: (name: string) => boolean): Record<string, string> {
	const entries = Object.entries(env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
	);
	return Object.fromEntries(entries);
}
