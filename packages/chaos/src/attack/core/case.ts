/** A test that tells whether an attack fails: its file, below the clone's root, and words of its title. */
export type Proof = readonly [file: string, title: string];

/** One attack, and what holds it. */
export interface AttackCase {
	readonly id: number;
	/** What is tried, in a few words. */
	readonly tried: string;
	readonly proofs: readonly Proof[];
	/** What of it is not held, or not tested; left out where all is. */
	readonly gap?: string;
}

/** How one test ended. */
export interface TestEnd {
	readonly title: string;
	readonly end: 'passed' | 'failed' | 'skipped';
}

export interface Verdict {
	readonly id: number;
	readonly tried: string;
	readonly verdict: 'passed' | 'partly' | 'failed';
	readonly why: string;
}

/**
 * Judges an attack by its tests: passed when each of them ran and passed and nothing is left open, partly when what is
 * left open is named or some of them could not run here, failed when a test failed, is not there, or when none ran.
 */
export function judgeCase({ id, tried, proofs, gap }: AttackCase, ends: readonly TestEnd[]): Verdict {
	const said = (verdict: Verdict['verdict'], why: string): Verdict => ({ id, tried, verdict, why });
	if (proofs.length === 0) return said('failed', gap ?? 'no test holds it');
	const untried: string[] = [];
	for (const [file, title] of proofs) {
		const found = ends.filter((end) => end.title.includes(title));
		if (found.length === 0) return said('failed', `no test “${title}” in ${file}`);
		const bad = found.find(({ end }) => end === 'failed');
		if (bad !== undefined) return said('failed', `“${bad.title}” failed`);
		if (found.every(({ end }) => end === 'skipped')) untried.push(title);
	}
	if (untried.length > 0)
		return said(
			untried.length === proofs.length ? 'failed' : 'partly',
			`“${untried[0]}” could not run here: what it needs is missing`,
		);
	const count = `${proofs.length} ${proofs.length === 1 ? 'test' : 'tests'}`;
	return gap === undefined ? said('passed', count) : said('partly', gap);
}

/**
 * Reads what `ava --tap` prints: a line for each test, and below it what the test logged. A test that found out only by
 * trying that it lacks what it needs logs that nothing was tried; it did not pass.
 */
export function readTap(text: string): TestEnd[] {
	const lines = text.split('\n');
	return lines.flatMap((line, at) => {
		const [, not, title] = /^(not )?ok \d+ - (.*)$/.exec(line) ?? [];
		if (title === undefined) return [];
		const below = lines.slice(at + 1);
		const logged = below.slice(
			0,
			below.findIndex((next) => !next.startsWith('# ')),
		);
		const skipped = / # (SKIP|TODO)/i.test(title) || logged.some((said) => said.includes(nothingTried));
		return [{ title, end: skipped ? 'skipped' : not === undefined ? 'passed' : 'failed' }];
	});
}

const nothingTried = 'nothing was tried';
