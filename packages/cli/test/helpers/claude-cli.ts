import { execFileSync } from 'node:child_process';

/** The real Claude Code CLI: what AEGIS_TEST_CLAUDE names, else `claude` on PATH; null where there is none. */
export function findClaude(): string | null {
	const candidate = process.env['AEGIS_TEST_CLAUDE'] ?? 'claude';
	try {
		const version = execFileSync(candidate, ['--version'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return version.includes('Claude Code') ? candidate : null;
	} catch {
		return null;
	}
}
