import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '@aegis/agents/agents';
import type { RunOutcome } from '@aegis/shared/domain';
import { areChecksRed } from '../core/checks.ts';
import { resolveCommit } from '../git/base.ts';
import { checkOut } from '../merge/check-out.ts';
import { fillSubmodules } from '../workspace/fill-submodules.ts';
import { hydrate } from '../workspace/hydrate.ts';
import type { RunContext } from './context.ts';
import { runChecks, runHydration } from './shell.ts';

/** What the checks said of commits of the base, by this machine. */
interface Known {
	/** The newest that were green. */
	readonly green: readonly string[];
	/** The one that was red; null where none is known to be. */
	readonly red: string | null;
}

/** How many green commits are remembered. */
const mostGreen = 50;

/**
 * Whether checks that are red on a card's tree were red before the card: then nobody's change is to blame. The base is tested
 * at the first red check on it, and a commit of it that was green once is not tested again. Null where it is green.
 */
export async function findRedBase(run: RunContext, base: string): Promise<RunOutcome | null> {
	const known = readKnown(run);
	if (known.green.includes(base)) return null;
	return judgeBase(run, base, known);
}

/**
 * Where the base was red when it was last tested: tests it again, before a model is paid. Null where it was not, or is green
 * by now.
 */
export async function awaitGreenBase(run: RunContext, base: string): Promise<RunOutcome | null> {
	const known = readKnown(run);
	if (known.red === null) return null;
	const sha = await resolveCommit(run.repository, base);
	return sha === null || known.green.includes(sha) ? null : judgeBase(run, sha, known);
}

async function judgeBase(run: RunContext, base: string, known: Known): Promise<RunOutcome | null> {
	const checks = await testBase(run, base);
	if (!areChecksRed(checks)) {
		writeKnown(run, { green: [base, ...known.green].slice(0, mostGreen), red: null });
		return null;
	}
	writeKnown(run, { ...known, red: base });
	return {
		kind: 'failed',
		code: 'BASE_RED',
		message: `${run.config.base_branch} itself is red: ${checks.command} fails on its commit ${base.slice(0, 8)}, without any card, with exit code ${checks.exitCode}.`,
		evidence: checks.tail,
	};
}

/** The set-up and the checks on a commit of the base, in a tree of its own. */
async function testBase(run: RunContext, base: string): Promise<CheckReport | null> {
	const tree = await checkOut(run, base);
	try {
		await fillSubmodules(run, tree);
		const failed = await hydrate(tree, run.config.hydration_command, (line) =>
			runHydration(run, line, tree.path),
		);
		return failed ?? (await runChecks(run, tree.path));
	} finally {
		await tree.remove();
	}
}

/** By repository, branch and command: another command is another question. */
function placeKnown({ machine, repository, config }: RunContext): string {
	const question = [repository.commonDir, config.base_branch, config.test_command, config.hydration_command];
	const name = createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 24);
	return join(machine.home.root, 'bases', `${name}.json`);
}

function readKnown(run: RunContext): Known {
	try {
		return JSON.parse(readFileSync(placeKnown(run), 'utf8')) as Known;
	} catch {
		return { green: [], red: null };
	}
}

function writeKnown(run: RunContext, known: Known): void {
	const file = placeKnown(run);
	const half = `${file}.${process.pid}`;
	mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
	try {
		writeFileSync(half, JSON.stringify(known));
		renameSync(half, file);
	} catch (error) {
		rmSync(half, { force: true });
		run.log.warn({ err: error }, 'what is known of the base could not be kept');
	}
}
