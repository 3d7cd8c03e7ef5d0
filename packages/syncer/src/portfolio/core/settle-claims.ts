/** A project of the portfolio, and the repository that was found for it or why there is none. */
export interface Claim {
	readonly gid: string;
	readonly name: string;
	readonly repository:
		| { readonly found: true; readonly path: string }
		| { readonly found: false; readonly why: string };
}

export interface Settled {
	readonly granted: readonly { readonly gid: string; readonly name: string; readonly path: string }[];
	readonly refused: readonly { readonly gid: string; readonly name: string; readonly why: string }[];
}

/**
 * Decides which claims hold: a repository has one project. What `projects.json` lists comes before all, then whoever has
 * had the repository, then the order of the portfolio.
 */
export function settleClaims(
	claims: readonly Claim[],
	listed: readonly { readonly gid: string; readonly name: string; readonly path: string }[],
	before: readonly { readonly gid: string; readonly path: string }[],
): Settled {
	const owners = new Map(listed.map(({ path, name }) => [path, name]));
	const granted: Settled['granted'][number][] = [];
	const refused: Settled['refused'][number][] = [];
	const held = new Set(before.map(({ gid, path }) => `${gid} ${path}`));
	const holds = ({ gid, repository }: Claim): boolean =>
		repository.found && held.has(`${gid} ${repository.path}`);
	const order = [...claims.filter(holds), ...claims.filter((claim) => !holds(claim))];
	for (const { gid, name, repository } of order) {
		if (listed.some((project) => project.gid === gid)) continue;
		if (!repository.found) {
			refused.push({ gid, name, why: repository.why });
			continue;
		}
		const { path } = repository;
		const owner = owners.get(path);
		if (owner === undefined) granted.push({ gid, name, path });
		else refused.push({ gid, name, why: `${path} is the repository of the project ${owner} already` });
		owners.set(path, owner ?? name);
	}
	return { granted, refused };
}
