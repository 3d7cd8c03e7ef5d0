import { loadTracked, readSettings, type Home } from '@aegis/shared/config';
import { orderEffects, readEffects, type Effect } from '@aegis/shared/effects';
import { locateStore } from '@aegis/shared/store';
import { checkEffects } from './core/check.ts';
import { judgeBooks } from './core/judge-books.ts';
import { completeMerges } from './core/judge-main.ts';
import type { MainLine } from './core/main-history.ts';
import { judgeRest } from './core/judge-rest.ts';
import { judgeLogs, judgeMains } from './home/judge-records.ts';
import type { PromiseName } from './core/rule.ts';
import { readBill, tellTurns } from './home/bill.ts';
import { findLandedCommits } from './home/landed-commits.ts';
import { findLateProcesses } from './home/late-processes.ts';
import { readMasterBooks } from './home/master-books.ts';
import { readLogHeads } from './home/log-heads.ts';
import { readMainLines } from './home/main-lines.ts';
import { findUnsentResults } from './home/unsent-results.ts';

/** How long what belongs to a run may live after it has ended. Milliseconds. */
const lateMs = 5_000;

export interface HomeViolation {
	readonly promise: PromiseName;
	readonly what: string;
	readonly card: string;
	readonly run: string | null;
}

export interface HomeReport {
	readonly violations: readonly HomeViolation[];
	readonly cards: number;
	readonly runs: number;
	readonly effects: number;
	/** What could not be looked at, in words. */
	readonly unseen: readonly string[];
	/** What people put on main past Aegis, in words: theirs to do. */
	readonly beside: readonly string[];
	/** What is on the bill and in no book, in US dollars; null where no bill is known. */
	readonly unrecordedUsd: number | null;
}

/**
 * Holds everything an installation has written down against its promises: the logs of effects, the master's store, the
 * repositories, processes that still run, and the provider's bill where one is known. Changes nothing, and may be asked
 * while everything runs; with `settled` nothing may be under way any more.
 */
export async function checkHome(options: {
	readonly home: Home;
	readonly databaseUrl: string | undefined;
	/** A portfolio whose projects are looked after too. */
	readonly portfolioGid?: string | undefined;
	readonly settled: boolean;
	/** The bill of the stand-in for the model. */
	readonly bill?: string | undefined;
	/** Folders with the effects of workers on other machines. */
	readonly folders?: readonly string[];
	readonly now: number;
}): Promise<HomeReport> {
	const { home, settled } = options;
	const unseen: string[] = [];
	const at = locateStore({ databaseUrl: options.databaseUrl, file: home.masterDb, schema: 'aegis_master' });
	// Before the logs: a log only grows, so what was its end is still in it.
	const heads = await readLogHeads(at);
	// Read from the end of the chain to its beginning: whatever is seen, its cause is seen too.
	const bill = options.bill === undefined ? null : readBill(options.bill);
	const landed = [];
	const mains: { lines: readonly MainLine[]; protectedMain: boolean }[] = [];
	for (const project of loadTracked(home, options.portfolioGid)) {
		const { path } = project;
		const { config } = await readSettings(home, project, { keep: false });
		const commits = await findLandedCommits(path, config.base_branch);
		if (commits === null) unseen.push(`the repository ${path}`);
		else landed.push(...commits);
		const main = await readMainLines(path, config.base_branch, config.remote);
		mains.push({ lines: main.lines, protectedMain: project.protected_main === true });
		unseen.push(...main.unseen);
	}
	const unsent = settled ? new Set<string>() : findUnsentResults(home.runs);
	const logs = [home.effects, ...(options.folders ?? [])].map((folder) => readEffects(folder));
	const unreadable = logs.reduce((sum, log) => sum + log.unreadable, 0);
	if (unreadable > 0) unseen.push(`${unreadable} lines of the logs`);
	const books = await readMasterBooks(at);
	if (books === null) unseen.push('the master’s store');
	const { cards = [], runs = [] } = books ?? {};

	const told = [...(books?.effects ?? []), ...logs.flatMap(({ records }) => records)];
	const known = told.filter((effect) => effect.kind !== 'reported' || !unsent.has(effect.run));
	const ordered = orderEffects(bill === null ? known : [...known, ...tellTurns(bill, known)]);
	// What happened before the log began is nobody's fault.
	const since = Math.min(...ordered.map(({ at }) => at));
	const merges = completeMerges(ordered, landed);
	const rests: Effect[] = cards.map((card) => ({
		kind: 'rest',
		at: options.now,
		card: card.gid,
		problem: judgeRest(card, settled),
	}));
	const effects = [...merges.effects, ...rests];
	const checked = checkEffects(effects, { deaths: false, bill: bill === null ? 'none' : 'seen' });

	const violations: HomeViolation[] = checked.map(({ promise, what, effect }) => ({
		promise,
		what,
		card: effect.card,
		run: 'run' in effect ? effect.run : null,
	}));
	if (books !== null)
		for (const { card, what } of judgeBooks(cards, runs, ordered))
			violations.push({ promise: 'P3', what, card, run: null });
	for (const { sha, run, card } of merges.unknown)
		if (runs.some((row) => row.run === run && (row.finishedAt ?? since) >= since))
			violations.push({ promise: 'P6', what: `main holds ${sha}, which nobody told of`, card, run });
	const { violations: onMain, beside } = judgeMains(mains, merges.effects);
	for (const what of onMain) violations.push({ promise: 'P6', what, card: '', run: null });
	for (const what of judgeLogs(logs, heads, books?.chain ?? null))
		violations.push({ promise: 'log', what, card: '', run: null });
	for (const { run, others } of bill?.beside ?? [])
		violations.push({ promise: 'P2', what: `it started beside ${others.join(', ')}`, card: '', run });
	const ended = runs.filter(({ finishedAt }) => finishedAt !== null && options.now - finishedAt > lateMs);
	for (const { run, pid } of findLateProcesses(home, new Set(ended.map((row) => row.run))))
		violations.push({ promise: 'P8', what: `process ${pid} outlives its run`, card: '', run });
	return {
		violations,
		cards: cards.length,
		runs: runs.length,
		effects: ordered.length,
		unseen,
		beside,
		unrecordedUsd:
			bill === null
				? null
				: sumUp(bill.turns.map(({ usd }) => usd)) - sumUp(runs.map(({ costUsd }) => costUsd)),
	};
}

function sumUp(amounts: readonly number[]): number {
	return amounts.reduce((sum, amount) => sum + amount, 0);
}
