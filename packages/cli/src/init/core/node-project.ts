import { hasFile, type RepositoryListing } from './repository-listing.ts';

type Manager = 'npm' | 'pnpm' | 'yarn' | 'bun';

function findManager(listing: RepositoryListing): Manager {
	if (hasFile(listing, 'pnpm-lock.yaml')) return 'pnpm';
	if (hasFile(listing, 'yarn.lock')) return 'yarn';
	if (hasFile(listing, 'bun.lock', 'bun.lockb')) return 'bun';
	if (hasFile(listing, 'package-lock.json', 'npm-shrinkwrap.json')) return 'npm';
	const named = /^(npm|pnpm|yarn|bun)@/.exec(listing.packageJson?.packageManager ?? '')?.[1];
	return (named as Manager | undefined) ?? 'npm';
}

/** `npm init` writes a test script that only says that there is none. */
function isRealTest(script: string | undefined): boolean {
	return script !== undefined && script.trim() !== '' && !/no test specified/.test(script);
}

export function detectNodeTest(listing: RepositoryListing): string | null {
	if (listing.packageJson === null) return null;
	if (isRealTest(listing.packageJson.scripts['test'])) {
		const manager = findManager(listing);
		return manager === 'bun' ? 'bun run test' : `${manager} test`;
	}
	const hasTests = listing.files.some((file) => /(^|\/)(test\/.*|[^/]+[.-]test)\.(c|m)?js$/.test(file));
	return hasTests ? 'node --test' : null;
}

export function detectNodeHydration(listing: RepositoryListing): string | null {
	if (listing.packageJson === null || !listing.packageJson.hasDependencies) return null;
	switch (findManager(listing)) {
		case 'pnpm':
			return hasFile(listing, 'pnpm-lock.yaml') ? 'pnpm install --frozen-lockfile' : 'pnpm install';
		case 'yarn':
			return hasFile(listing, '.yarnrc.yml') ? 'yarn install --immutable' : 'yarn install --frozen-lockfile';
		case 'bun':
			return 'bun install --frozen-lockfile';
		case 'npm':
			return hasFile(listing, 'package-lock.json', 'npm-shrinkwrap.json')
				? 'npm ci'
				: 'npm install --no-package-lock';
	}
}
