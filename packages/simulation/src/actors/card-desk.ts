import { assess } from '@aegis/master/core/start/assess';
import { maxCostOf } from '@aegis/master/core/person/permission';
import type { CardState } from '@aegis/master/core/card/card-state';
import { compose } from '@aegis/master/core/board/compose';
import type { Step } from '@aegis/master/core/card/effects';
import { finish, start } from '@aegis/master/core/run/on-run';
import { enforcePause } from '@aegis/master/core/person/pause';
import { tellStep } from '@aegis/master/core/card/tell-step';
import type { Pause, Surroundings } from '@aegis/master/core/card/settings';
import type { RunKey, RunResult } from '@aegis/shared/domain';
import { projectGid } from '../outside/board.ts';
import type { Room } from '../room.ts';
import type { Sending } from '../transport/durable-actor.ts';
import { settings, type CardRow, type MasterStore, type RunRow } from './master-store.ts';

/** What only the step itself can tell; the rest is told where it happens. */
const told: ReadonlySet<string> = new Set(['pardoned', 'quarantined', 'cancel']);

/** Takes cards through the real core as the master's own desk does, on a store in memory. */
export class CardDesk {
	readonly #room: Room;
	readonly #store: MasterStore;
	readonly #wallNow: () => number;
	/** The version of the board each command was decided on, for the checker. */
	readonly known = new Map<string, number>();
	/** Cards that were ever approved; of use only where the guard is missing. */
	readonly #approved = new Set<string>();

	constructor(room: Room, store: MasterStore, wallNow: () => number) {
		this.#room = room;
		this.#store = store;
		this.#wallNow = wallNow;
	}

	take(before: CardState | null, given: Step<CardState>): Sending[] {
		const now = this.#wallNow();
		const around = this.#around(given[0], now);
		const [decided, effects] = this.#room.guards.pause ? enforcePause(given, around) : given;
		const composed = compose([this.#keepApproval(decided), effects], around);
		const { state, apply } = composed;
		this.#save(composed, now);
		for (const effect of tellStep(before, [decided, effects]))
			if (told.has(effect.kind)) this.#room.log(effect);
		if (before !== null && state.epoch !== before.epoch)
			this.#room.log({ kind: 'epoch', card: state.gid, epoch: state.epoch });
		if (before?.work.kind === 'queued' && state.work.kind === 'idle') this.#forget(before.work.run.runId);
		for (const effect of composed.effects) {
			const row = effect.type === 'cancel' ? this.#store.runs.get(effect.run.runId) : undefined;
			if (row !== undefined && effect.type === 'cancel') row.stopWhy = effect.why;
		}
		const sendings: Sending[] = composed.effects.map((effect) =>
			effect.type === 'invite'
				? this.invitation(effect.run)
				: { to: effect.workerId, message: { type: 'run.cancel', run: effect.run, why: effect.why } },
		);
		if (apply !== null) {
			this.known.set(`${state.gid}/${apply.seq}`, Number(state.card.modifiedAt));
			sendings.push({ to: 'syncer', message: apply });
		}
		const stands = before?.place.completed !== state.place.completed || before.present !== state.present;
		return stands ? [...sendings, ...this.#reconsiderDependents(state.gid)] : sendings;
	}

	reconsider(gid: string): Sending[] {
		const row = this.#store.cards.get(gid);
		return row === undefined ? [] : this.take(row.state, [row.state, []]);
	}

	start(gid: string): Sending[] {
		const row = this.#store.cards.get(gid);
		if (row === undefined) return [];
		const { state } = row;
		const now = this.#wallNow();
		const around = this.#around(state, now);
		const assessment = assess(state, around);
		if (assessment.kind !== 'ready') return this.take(state, [state, []]);
		const step = start(state, assessment.agent, `run-${++this.#store.runIds}`, now);
		const { work } = step[0];
		if (work.kind !== 'queued') return [];
		const run: RunRow = {
			runId: work.run.runId,
			key: work.run,
			agent: assessment.agent,
			epoch: work.run.epoch,
			reservedUsd: assessment.budgetUsd,
			attempt: state.attempts + 1,
			state: 'queued',
			workerId: null,
			incarnation: null,
			startedAt: null,
			costUsd: 0,
			costKnown: true,
			sessionId: null,
			stopWhy: null,
		};
		this.#store.runs.set(run.runId, run);
		this.#store.open.set(run.runId, run);
		const capUsd = maxCostOf(state, settings);
		if (this.#room.guards['reservation-first'])
			this.#room.log({
				kind: 'reserve',
				card: gid,
				run: run.runId,
				epoch: run.epoch,
				usd: run.reservedUsd,
				spentUsd: state.spentUsd,
				capUsd,
				project: projectGid,
			});
		return this.take(state, step);
	}

	/** Settles a run once; what a lost run's worker can tell after all is added. */
	finish(key: RunKey, result: RunResult): Sending[] {
		const row = this.#store.runs.get(key.runId);
		if (row === undefined) return [];
		const { runId: run, cardGid: card } = key;
		const costUsd = Math.max(result.costUsd ?? 0, row.costUsd);
		if (row.state === 'finished' && this.#room.guards.dedupe) {
			if (row.costKnown || result.costUsd === null) return [];
			const missing = costUsd - row.costUsd;
			row.costKnown = true;
			row.costUsd = costUsd;
			this.#room.log({ kind: 'settle-late', card, run, usd: costUsd });
			return missing > 0 ? this.#conclude(key, result, missing) : [];
		}
		row.state = 'finished';
		row.costKnown = result.costUsd !== null;
		row.costUsd = costUsd;
		this.#store.open.delete(run);
		this.#room.log({ kind: 'settle', card, run, usd: costUsd, known: row.costKnown });
		return this.#conclude(key, result, costUsd);
	}

	#conclude(run: RunKey, result: RunResult, costUsd: number): Sending[] {
		const card = this.#store.cards.get(run.cardGid);
		if (card === undefined) return [];
		const { state } = card;
		return this.take(state, finish(state, { run, result, costUsd }, this.#around(state, this.#wallNow())));
	}

	invitation(run: RunKey): Sending {
		return { job: { id: `job-${++this.#store.jobIds}`, run } };
	}

	/** Without the guard an approval outlives the merge and the commit it was given for. */
	#keepApproval(state: CardState): CardState {
		if (this.#room.guards['single-use-approval']) return state;
		if (state.approval !== null) this.#approved.add(state.gid);
		return this.#approved.has(state.gid) ? { ...state, approval: { head: state.branchHead } } : state;
	}

	#forget(runId: string): void {
		const run = this.#store.open.get(runId);
		if (run?.state !== 'queued') return;
		run.state = 'finished';
		this.#store.open.delete(runId);
	}

	#save({ state, assessment }: Pick<CardRow, 'state' | 'assessment'>, now: number): void {
		const before = this.#store.cards.get(state.gid);
		const { modifiedAt } = state.card;
		if (before?.state.card.modifiedAt !== modifiedAt)
			this.#room.log({ kind: 'believes', card: state.gid, version: Number(modifiedAt) });
		const reason = assessment.kind === 'waiting' ? assessment.reason : null;
		const same = JSON.stringify(before?.reason ?? null) === JSON.stringify(reason);
		this.#store.cards.set(state.gid, {
			state,
			assessment,
			reason,
			reasonSince: same && before !== undefined ? before.reasonSince : now,
			readySince: before?.assessment.kind === 'ready' ? before.readySince : now,
		});
	}

	#reconsiderDependents(gid: string): Sending[] {
		const dependents = [...this.#store.cards.values()].filter(({ state }) =>
			state.card.dependencies.some((dependency) => dependency.gid === gid),
		);
		return dependents.flatMap(({ state }) => this.reconsider(state.gid));
	}

	/** The widest first. */
	#findPause(gid: string): Pause | null {
		const { pauses } = this.#store;
		if (!this.#room.guards.pause) return null;
		return pauses.get('all') ?? pauses.get(`project/${projectGid}`) ?? pauses.get(`card/${gid}`) ?? null;
	}

	#around(state: CardState, now: number): Surroundings {
		const blockers = state.card.dependencies.flatMap(({ gid, completed }) => {
			const known = this.#store.cards.get(gid)?.state;
			const open = known === undefined ? !completed : !known.place.completed && known.present;
			return open ? [known?.card.name ?? gid] : [];
		});
		return { now, jitter: this.#room.random.next(), settings, blockers, pause: this.#findPause(state.gid) };
	}
}
