import type { RunOutcome } from '@aegis/shared/domain';
import { invariant } from '@aegis/shared/invariant';
import { describeFailure } from '../run/retry.ts';
import { endingOf } from '../run/endings.ts';

/**
 * Something that fails every run alike: a credential that is refused, a CLI that is not there, a project's setting.
 *
 * Invariants:
 * H1 there is at most one halt of the installation, and one of each project;
 * H2 while one holds, at most one run of its scope is started at a time, and none before `probeAtMs`;
 * H3 it ends with the first run that shows it mended, without anybody's doing.
 */
export interface Halt {
	/** Null is the whole installation. */
	readonly projectGid: string | null;
	/** What is wrong and the fix, in the words of the run that found it. */
	readonly because: string;
	readonly sinceMs: number;
	/** Runs that have found it so. */
	readonly found: number;
	/** When one card may try whether it is mended. */
	readonly probeAtMs: number;
}

const firstProbeMs = 20_000;
const longestProbeMs = 5 * 60_000;

/** A run has ended: what that means for the halts there are. `turns` is how often the model answered it. */
export function hearEnd(
	halts: readonly Halt[],
	ended: { readonly projectGid: string; readonly outcome: RunOutcome; readonly turns: number | null },
	now: number,
): readonly Halt[] {
	const { projectGid, outcome } = ended;
	if (outcome.kind === 'cancelled' || outcome.kind === 'lost') return halts;
	const follows = outcome.kind === 'succeeded' ? null : endingOf(outcome).follows;
	if (outcome.kind !== 'succeeded' && follows?.kind === 'halt') {
		const scope = follows.scope === 'installation' ? null : projectGid;
		const before = halts.find((halt) => halt.projectGid === scope);
		const found = (before?.found ?? 0) + 1;
		const halt: Halt = {
			projectGid: scope,
			because: describeFailure(outcome),
			sinceMs: before?.sinceMs ?? now,
			found,
			probeAtMs: now + Math.min(firstProbeMs * 2 ** (found - 1), longestProbeMs),
		};
		const all = [...halts.filter((other) => other.projectGid !== scope), halt];
		const scopes = new Set(all.map(({ projectGid: of }) => of));
		invariant('halt.H1', scopes.size === all.length, before !== undefined);
		return all;
	}
	// An answer of the model shows that account and CLI are well; a run may also end well without asking it.
	const answered = (ended.turns ?? 0) > 0 && (outcome.kind === 'succeeded' || outcome.kind === 'failed');
	return halts.filter((halt) => (halt.projectGid === null ? !answered : halt.projectGid !== projectGid));
}

/** The halt that holds for a project's cards: the installation's first. */
export function haltOf(halts: readonly Halt[], projectGid: string): Halt | null {
	return (
		halts.find((halt) => halt.projectGid === null) ??
		halts.find((halt) => halt.projectGid === projectGid) ??
		null
	);
}

/** What may be considered for a start, and the halt that holds each of the others up (H2). */
export function sieve<Card extends { readonly cardGid: string; readonly projectGid: string }>(
	candidates: readonly Card[],
	running: readonly { readonly projectGid: string }[],
	halts: readonly Halt[],
	now: number,
): { readonly open: readonly Card[]; readonly held: ReadonlyMap<string, Halt> } {
	if (halts.length === 0) return { open: candidates, held: new Map() };
	const open: Card[] = [];
	const held = new Map<string, Halt>();
	const probed = new Set<Halt>();
	for (const candidate of candidates) {
		const halt = haltOf(halts, candidate.projectGid);
		const isBusy = (of: Halt): boolean =>
			probed.has(of) || running.some((run) => of.projectGid === null || run.projectGid === of.projectGid);
		if (halt === null) open.push(candidate);
		else if (now < halt.probeAtMs || isBusy(halt)) held.set(candidate.cardGid, halt);
		else {
			probed.add(halt);
			open.push(candidate);
		}
	}
	const tried = open.map(({ projectGid }) => haltOf(halts, projectGid)).filter((halt) => halt !== null);
	invariant('halt.H2', new Set(tried).size === tried.length, tried.length > 0 && held.size > 0);
	return { open, held };
}
