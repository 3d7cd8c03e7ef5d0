import { describeUsd, type GuardedEvidence } from '@aegis/shared/domain';
import type { CheckReport, RunFacts } from './decision.ts';

export type Fact = [label: string, value: string];

/** US dollars as a card shows them. */
export function formatCost(costUsd: number | null): string {
	return describeUsd(costUsd);
}

export function costFact(facts: RunFacts): Fact {
	return ['Cost', formatCost(facts.costUsd)];
}

export function branchFacts(facts: RunFacts): Fact[] {
	const { branch, repositoryBranchUrl } = facts;
	if (branch === null) return [];
	const name =
		repositoryBranchUrl === undefined ? branch.branch : `${branch.branch} (${repositoryBranchUrl})`;
	return [
		['Branch', branch.pushed ? name : `${name}, not pushed`],
		['Commits', `${branch.commits} (${branch.headSha.slice(0, 8)})`],
		...guardFacts(branch.guarded ?? null),
	];
}

/** What lands only with a person's second tick. */
function guardFacts(guarded: GuardedEvidence | null): Fact[] {
	if (guarded === null) return [];
	const named = guarded.changes.slice(0, 5).map(({ path, why }) => `${path} (${why})`);
	const more = guarded.count - named.length;
	return [['Guarded', `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]];
}

export function checkFacts(checks: CheckReport | null): Fact[] {
	if (checks === null) return [['Checks', 'none configured']];
	const seconds = (checks.durationMs / 1000).toFixed(1);
	const result = checks.exitCode === 0 ? 'passed' : `failed with exit code ${checks.exitCode}`;
	return [['Checks', `${checks.command}: ${result} in ${seconds} s`]];
}

/** The checks as evidence for whoever has to repair them. */
export function describeRedChecks(checks: CheckReport): string {
	return `\`${checks.command}\` failed with exit code ${checks.exitCode}. The end of its output:\n\n${checks.tail.trim()}`;
}

export function areRed(checks: CheckReport | null): checks is CheckReport {
	return checks !== null && checks.exitCode !== 0;
}

export function numberLines(lines: readonly string[]): string {
	return lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
}

export function bulletLines(lines: readonly string[]): string {
	return lines.map((line) => `- ${line}`).join('\n');
}

const headlineLimit = 320;

/** A model's summary as one line that ends like a sentence and fits a comment's headline. */
export function toHeadline(text: string): string {
	const line = text.replaceAll(/\s+/g, ' ').trim();
	if (line.length > headlineLimit) {
		const cut = line.slice(0, headlineLimit);
		return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), headlineLimit / 2))}…`;
	}
	return /[.!?…]$/.test(line) ? line : `${line}.`;
}
