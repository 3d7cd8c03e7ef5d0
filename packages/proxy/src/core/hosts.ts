/** A host a run may reach, and the ports: a name, or `*.` and a name for everything below it. */
export interface HostRule {
	readonly name: string;
	readonly below: boolean;
	readonly port: number;
	/** It may lie in a private network: a registry of the operator's own. */
	readonly inside: boolean;
}

/**
 * Where the common package managers get packages from, but npm, which can be asked. Publishing goes to the same hosts: see
 * docs/security.md.
 */
export const registries: readonly string[] = [
	'registry.yarnpkg.com',
	'pypi.org',
	'files.pythonhosted.org',
	'index.crates.io',
	'static.crates.io',
	'proxy.golang.org',
	'sum.golang.org',
	'rubygems.org',
	'index.rubygems.org',
	'repo.maven.apache.org',
	'repo1.maven.org',
	'repo.packagist.org',
];

const ruleForm =
	/^(private:)?(\*\.)?((?:[a-z0-9_][a-z0-9_-]{0,62}\.)*[a-z0-9_][a-z0-9_-]{0,62})(?::(\d{1,5}))?$/;

/** Reads one entry of a list of hosts; null where it is none. Without a port it is 443. */
export function parseHostRule(text: string): HostRule | null {
	const [, inside, star, name, port] = ruleForm.exec(text.trim().toLowerCase().replace(/\.$/, '')) ?? [];
	if (name === undefined) return null;
	const number = port === undefined ? 443 : Number(port);
	return number >= 1 && number <= 65_535
		? { name, below: star !== undefined, port: number, inside: inside !== undefined }
		: null;
}

/** What a project's list of hosts amounts to. */
export type HostList =
	| { readonly kind: 'any' }
	| { readonly kind: 'listed'; readonly rules: readonly HostRule[] };

/**
 * Reads `hosts` of a project's settings: entries of a list, `registries` for those of the common package managers and of
 * this machine's own (`configured`), `any`.
 */
export function readHostList(entries: readonly string[], configured: readonly string[] = []): HostList {
	if (entries.includes('any')) return { kind: 'any' };
	const names = entries.flatMap((entry) =>
		entry === 'registries' ? [...registries, ...configured] : [entry],
	);
	return { kind: 'listed', rules: names.map(parseHostRule).filter((rule) => rule !== null) };
}

/** The entry that lets a run reach this host, or null. An address in numbers is reached only where it is listed as such. */
export function findRule(rules: readonly HostRule[], host: string, port: number): HostRule | null {
	const wanted = host.toLowerCase().replace(/\.$/, '');
	return (
		rules.find(
			({ name, below, port: allowed }) =>
				allowed === port && (below ? wanted.endsWith(`.${name}`) : wanted === name),
		) ?? null
	);
}

/** `host:port` of a CONNECT request, `[address]:port` included; null where it is none. */
export function parseAuthority(target: string): { readonly host: string; readonly port: number } | null {
	const [, bracketed, plain, port] =
		/^(?:\[([0-9a-fA-F:.]+)\]|([^\s:@/\\[\]]{1,253})):(\d{1,5})$/.exec(target) ?? [];
	const host = bracketed ?? plain;
	const number = Number(port);
	if (host === undefined || number < 1 || number > 65_535) return null;
	return { host, port: number };
}
