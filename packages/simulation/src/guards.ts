import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** A place in the sources, and what stands there where the guard is missing. */
interface Removal {
	/** Below `packages/`. */
	readonly file: string;
	/** Occurs once in the file. */
	readonly guard: string;
	readonly without: string;
}

interface Guard {
	/** What it keeps from happening. */
	readonly keeps: string;
	/** Empty where the simulation's own stand-in asks `Room.guards`. */
	readonly removals: readonly Removal[];
}

/**
 * The guards that can be taken out, to see that it is noticed. The shells' and the cores' are taken out of their very
 * sources while these are loaded; nothing in the services knows of it.
 */
const guards = {
	fencing: {
		keeps: 'a run is granted to one worker only, and only while it is the card’s run',
		removals: [
			{
				file: 'master/src/messages/run-claim.ts',
				guard: "if (!decided.granted || row === null || row.state === 'finished') {",
				without: 'if (row === null) {',
			},
		],
	},
	'reservation-first': {
		keeps: 'money is written down as reserved before a worker is invited',
		removals: [
			{
				file: 'master/src/desk/card-desk.ts',
				guard: 'await tx.effects.record(\n\t\t\ttellStart(',
				without: '((..._: unknown[]): void => {})(\n\t\t\ttellStart(',
			},
			{
				file: 'master/src/desk/card-desk.ts',
				guard: 'await insertRun(tx,',
				without: 'await insertRunOf(tx,',
			},
			{
				file: 'master/src/desk/card-desk.ts',
				guard: '/** Takes cards through the core and the store',
				without:
					'const insertRunOf: typeof insertRun = (tx, run, started) => insertRun(tx, run, { ...started, reservedUsd: 0 });\n/** Takes cards',
			},
		],
	},
	'single-use-approval': {
		keeps: 'an approval counts for the commit it was given for, and once',
		removals: [
			{
				file: 'master/src/desk/card-desk.ts',
				guard: 'const composed = compose(step, around);',
				without:
					'const once: Set<string> = ((this as any).once ??= new Set()); if (next.approval !== null) once.add(next.gid); const kept = once.has(next.gid) ? { ...next, approval: { head: next.branchHead } } : next; const composed = compose([kept, step[1]], around);',
			},
		],
	},
	dedupe: {
		keeps: 'a message that was handled before changes nothing: its id is known',
		removals: [
			{
				file: 'shared/src/actor/actor.ts',
				guard: 'if (!(await store.journal.take(tx, envelope.id, clock.wall()))) return;',
				without: 'await store.journal.take(tx, envelope.id, clock.wall());',
			},
			{
				file: 'master/src/desk/settle-run.ts',
				guard: "if (row.state === 'finished') {",
				without: 'if (false) {',
			},
		],
	},
	'settle-once': {
		keeps: 'a run is settled once, however often its end is told',
		removals: [
			{
				file: 'master/src/desk/settle-run.ts',
				guard: "if (row.state === 'finished') {",
				without: 'if (false) {',
			},
		],
	},
	'late-cost': {
		keeps: 'what a run cost is recorded, upward, where its worker could say so only after it was given up',
		removals: [
			{
				file: 'master/src/desk/settle-run.ts',
				guard: 'if (row.cost_known === 1 || result.costUsd === null) return null;',
				without: 'return null;',
			},
		],
	},
	'invite-again': {
		keeps: 'a queued run whose invitation got lost is offered again',
		removals: [
			{ file: 'master/src/schedule/watch.ts', guard: 'return again ? [', without: 'return false ? [' },
		],
	},
	'wake-due': {
		keeps: 'a card that waits for a time goes on when it has come',
		removals: [
			{
				file: 'master/src/schedule/wake-due.ts',
				guard: 'await tx.cards.due(now, passSize)',
				without: '[] as string[]',
			},
		],
	},
	'wake-dependents': {
		keeps: 'a card that waits for another goes on when that is done',
		removals: [
			{
				file: 'master/src/desk/card-desk.ts',
				guard: 'return standsDifferently ? ',
				without: 'return false ? ',
			},
		],
	},
	resend: {
		keeps: 'what a Redis has lost is sent again',
		removals: [
			{
				file: 'shared/src/actor/actor.ts',
				guard: 'await this.#inTurn(() => this.#outbox.resendAll());',
				without: '',
			},
		],
	},
	pause: {
		keeps: 'what a person has paused starts nothing, and what ran is stopped',
		removals: [
			{
				file: 'master/src/desk/card-desk.ts',
				guard: 'pause: await tx.pauses.findFor(state.projectGid, state.gid),',
				without: 'pause: null,',
			},
		],
	},
	'pause-enforced': {
		keeps: 'what runs under a pause is stopped with the commit that notes it',
		removals: [
			{
				file: 'master/src/desk/card-desk.ts',
				guard: 'const step = enforcePause([heard, given[1]], around);',
				without: 'const step: typeof given = [heard, given[1]];',
			},
		],
	},
	'tree-check': { keeps: 'main moves only to the very tree the checks passed on', removals: [] },
	'result-on-disk': { keeps: 'a result is on its worker’s disk before anybody is told of it', removals: [] },
	watchdog: { keeps: 'a worker that could not stop its agent in time is ended from outside', removals: [] },
	'red-checks': { keeps: 'what the checks fail on does not land', removals: [] },
	'clean-checks': { keeps: 'what the checks changed themselves is not taken for tested', removals: [] },
	'lease-deadline': { keeps: 'a worker that cannot prove its lease stops its agent', removals: [] },
	'expect-section': {
		keeps: 'the board is written to only where the card stands where the master believed',
		removals: [
			{
				file: 'syncer/src/core/plan-write.ts',
				guard: 'if (request.expectSection === null) return null;',
				without: 'return null;',
			},
		],
	},
	'approved-head': { keeps: 'a branch is merged only as it was when its merge was allowed', removals: [] },
	'comment-marker': {
		keeps: 'a comment whose fate is unknown is looked for before it is posted again',
		removals: [
			{ file: 'syncer/src/writing/post-comment.ts', guard: 'if (tried) {', without: 'if (false) {' },
		],
	},
	'newer-reading': {
		keeps: 'what was read of a card before somebody recorded it is read again',
		removals: [
			{
				file: 'syncer/src/store/observations.ts',
				guard: 'return (this.#recorded.get(cardGid) ?? 0) <= begun;',
				without: 'return true;',
			},
		],
	},
	'tried-again': {
		keeps: 'a command whose attempt failed is begun again as one that may have been carried out',
		removals: [{ file: 'syncer/src/writing/write-loop.ts', guard: 'progress.tried = true;', without: '' }],
	},
	'one-writer': {
		keeps: 'one command of a card is carried out at a time',
		removals: [
			{
				file: 'syncer/src/writing/write-loop.ts',
				guard: 'if (this.#busy.has(cardGid)) continue;',
				without: '',
			},
		],
	},
	'taken-once': {
		keeps: 'a worker that is invited twice to one run takes it once',
		removals: [{ file: 'worker/src/worker.ts', guard: 'if (isHere) {', without: 'if (false) {' }],
	},
} as const satisfies Record<string, Guard>;

export type GuardName = keyof typeof guards;

export const guardNames = Object.keys(guards) as GuardName[];

export function isGuardName(name: string): name is GuardName {
	return Object.hasOwn(guards, name);
}

/** What a guard keeps from happening. */
export function describeGuard(name: GuardName): string {
	return guards[name].keeps;
}

/** The guards of stand-ins that are in place. */
export type Guards = Readonly<Record<GuardName, boolean>>;

export function allGuardsBut(missing: GuardName | null): Guards {
	return Object.fromEntries(guardNames.map((name) => [name, name !== missing])) as Guards;
}

/** Takes a guard out of the sources this thread loads from now on. Throws where the guard is not where it was. */
export function takeOut(missing: GuardName): void {
	const packages = new URL('../../', import.meta.url);
	const removals: readonly Removal[] = guards[missing].removals;
	const changed = new Map<string, string>();
	for (const { file, guard, without } of removals) {
		const { href } = new URL(file, packages);
		const source = changed.get(href) ?? readFileSync(new URL(href), 'utf8');
		if (source.split(guard).length !== 2) throw new Error(`${file} does not have once: ${guard}`);
		changed.set(
			href,
			source.replace(guard, () => without),
		);
	}
	registerHooks({
		load(url, context, nextLoad) {
			const source = changed.get(url);
			return source === undefined
				? nextLoad(url, context)
				: { format: 'module-typescript', source, shortCircuit: true };
		},
	});
}
