import type { HomeReport } from '@aegis/checker/home';
import { promiseNames, type PromiseName } from '@aegis/checker/core/rule';

/** What of each promise a log can tell. */
const meanings: Record<PromiseName, string> = {
	P1: 'no card is lost',
	P2: 'one run per card, and no effect of an old one',
	P3: 'money is reserved before a spawn, and spend is recorded',
	P4: 'no run goes past its reservation and one turn',
	P5: 'one merge per approval, of the very commit',
	P6: 'main moves to tested trees only',
	P7: 'restarts change nothing',
	P8: 'no process outlives its run',
	P9: 'what a person did stands',
	P10: 'a card that loses its workers is set aside',
	comments: 'no comment is posted twice',
	log: 'what was written down is as it was written',
};

/** P7 needs somebody who restarts things and looks before and after: the simulation and the kill matrix. */
const toldHere = promiseNames.filter((name) => name !== 'P7');

export function summarize({ effects, runs, cards, violations }: HomeReport): string {
	return `${effects} effects of ${runs} runs of ${cards} cards, ${violations.length} violations`;
}

/** One line per promise, the violations below theirs. */
export function formatReport(report: HomeReport): string[] {
	const lines = toldHere.flatMap((name) => {
		const broken = report.violations.filter(({ promise }) => promise === name);
		const title = `${name.padEnd(8)} ${broken.length === 0 ? 'ok' : 'BROKEN'} (${report.cards} cards)  ${meanings[name]}`;
		return [title, ...broken.map((violation) => `         ${describeViolation(violation)}`)];
	});
	const notes = [...report.beside, ...report.unseen.map((what) => `not looked at: ${what}`)];
	if (report.unrecordedUsd !== null && report.unrecordedUsd > 0.000_001)
		notes.push(`billed and in no book: $${report.unrecordedUsd.toFixed(4)}`);
	return [...lines, ...notes, summarize(report)];
}

/** A violation in one line. */
export function describeViolation({ card, run, what }: HomeReport['violations'][number]): string {
	const ids = [card === '' ? null : `card ${card}`, run === null ? null : `run ${run}`];
	return `${ids.filter((id) => id !== null).join(', ')}: ${what}`;
}
