/** What a repository shows of how it is built and tested: names at its root, and the few texts that say more. */
export interface RepositoryListing {
	/** Paths from the root, of files git knows. */
	readonly files: readonly string[];
	readonly packageJson: PackageJson | null;
	/** Texts by path, of those that exist: Makefile, pyproject.toml, composer.json. */
	readonly texts: Readonly<Record<string, string>>;
}

export interface PackageJson {
	readonly scripts: Readonly<Record<string, string>>;
	readonly packageManager: string | null;
	readonly hasDependencies: boolean;
}

export function hasFile(listing: RepositoryListing, ...names: readonly string[]): boolean {
	return names.some((name) => listing.files.includes(name));
}
