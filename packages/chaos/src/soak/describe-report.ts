import type { SoakReport } from './run-soak.ts';

/** The report as lines for people; the last one says how it went. */
export function describeReport(report: SoakReport): string {
	const list = (counts: ReadonlyMap<string, number>): string =>
		[...counts]
			.toSorted(([a], [b]) => a.localeCompare(b))
			.map(([name, count]) => `${count} ${name}`)
			.join(', ');
	const faults = [...report.faults.values()].reduce((sum, count) => sum + count, 0);
	const doubled = report.problems.filter(({ promise }) => promise === 'comments').length;
	return [
		`cards        ${report.cards}, ${report.done} done, ${report.cards - report.done} wait for a person`,
		`runs         ${report.runs}: ${list(report.outcomes)}`,
		`people       ${list(report.acts)}`,
		`faults       ${faults}: ${list(report.faults)}`,
		`longest away ${(report.longestAwayMs / 1_000).toFixed(1)} s`,
		`rest after   ${(report.restMs / 1_000).toFixed(0)} s without faults`,
		`money        $${report.billedUsd.toFixed(4)} charged, $${report.recordedUsd.toFixed(4)} recorded`,
		`comments     ${doubled} doubled`,
		...report.problems.map(({ promise, card, what }) => `VIOLATION    ${promise} ${card} ${what}`),
		`${report.cards} cards, ${faults} faults, ${report.problems.length} violations`,
		'',
	].join('\n');
}
