/** Set by package managers and shells for themselves: of no use to a service, and different at every start. */
const noise =
	/^(npm_(?!config_(registry|cache|cafile|proxy|https_proxy|noproxy)$)|_$|SHLVL$|PWD$|OLDPWD$|INIT_CWD$)/;

/** The whole environment of a service that passes it on to others: the person's own, without noise. */
export function passEnvironment(
	env: Readonly<Record<string, string | undefined>>,
	additions: Readonly<Record<string, string>>,
): Record<string, string> {
	const passed = Object.entries(env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && !noise.test(entry[0]),
	);
	return { ...Object.fromEntries(passed), ...additions };
}

/** The environment of a service that needs nothing of the person's: no token, no key. */
export function bareEnvironment(
	env: Readonly<Record<string, string | undefined>>,
	additions: Readonly<Record<string, string>>,
): Record<string, string> {
	const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LOG_LEVEL', 'NODE_COMPILE_CACHE'].flatMap(
		(name) => {
			const value = env[name];
			return value === undefined ? [] : [[name, value] as const];
		},
	);
	return { ...Object.fromEntries(kept), ...additions };
}
