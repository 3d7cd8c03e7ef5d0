/** A user as the workspace has it. */
export interface Member {
	readonly gid: string;
	readonly guest: boolean;
	/** False for who has left. */
	readonly active: boolean;
}

/**
 * The users of a project that belong to its workspace, and how many guests were left out. Somebody of whom the workspace
 * does not tell is taken for a guest. The account that Aegis acts as counts always: it connects the project, and what
 * Aegis itself writes comes from it.
 */
export function selectCommanders(found: {
	readonly inProject: readonly string[];
	readonly inWorkspace: readonly Member[];
	readonly account: string;
}): { commanders: string[]; guests: number } {
	const belong = new Set(
		found.inWorkspace.filter(({ guest, active }) => !guest && active).map(({ gid }) => gid),
	);
	const users = new Set([found.account, ...found.inProject]);
	const commanders = [...users].filter((gid) => gid === found.account || belong.has(gid));
	return { commanders, guests: users.size - commanders.length };
}
