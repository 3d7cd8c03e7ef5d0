import type { CheckReport } from '@aegis/agents/agents';

export function areChecksRed(checks: CheckReport | null): checks is CheckReport {
	return checks !== null && checks.exitCode !== 0;
}
