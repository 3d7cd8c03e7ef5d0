import type { Check } from './check.ts';
import { checkClaude, checkCredentials } from './claude-checks.ts';

/** What no agent can do without, and is not there: the coding CLI, a credential. Never throws. */
export async function findObstacles(env: Readonly<Record<string, string | undefined>>): Promise<Check[]> {
	const claude = await checkClaude(env);
	// Another command may bring a credential of its own.
	const checks = env['AEGIS_CLAUDE_COMMAND'] === undefined ? [claude, checkCredentials(env)] : [claude];
	return checks.filter(({ level }) => level !== 'ok');
}
