import type { Outgoing } from '@aegis/shared/actor';
import type { Chance, Clock } from '@aegis/shared/clock';
import type { RunKey, RunResult } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import type { Logger } from '@aegis/shared/log';
import { assess } from '../core/start/assess.ts';
import type { CardState } from '../core/card/card-state.ts';
import { checkStep } from '../core/card/invariants.ts';
import { compose } from '../core/board/compose.ts';
import { noteWords } from '../core/board/words.ts';
import type { Step } from '../core/card/effects.ts';
import { finish, start } from '../core/run/on-run.ts';
import { enforcePause } from '../core/person/pause.ts';
import { findPaceLimit, noteStart } from '../core/start/pace.ts';
import { grantWithin, type DayCap } from '../core/start/day-caps.ts';
import { haltOf, type Halt } from '../core/start/halt.ts';
import type { Candidate } from '../core/start/schedule.ts';
import type { Surroundings } from '../core/card/settings.ts';
import { tellStart, tellStep } from '../core/card/tell-step.ts';
import { isolate } from './isolation.ts';
import type { ProjectBook } from '../projects/project-book.ts';
import type { MasterTx } from '../store/master-store.ts';
import { readDayCaps } from './day-caps.ts';
import { findBlockers } from './blockers.ts';
import { forgetQueuedRun, insertRun } from './run-book.ts';
import { saveCard } from './save-card.ts';
import { settleRun } from './settle-run.ts';

/** How long a card waits whose part of the day is set aside for others, before it is looked at again. Milliseconds. */
const setAsideMs = 15_000;

/** Takes cards through the core and the store: load, decide, save, and say what is to be sent. */
export class CardDesk {
	readonly #projects: Pick<ProjectBook, 'settings'>;
	readonly #log: Logger;
	readonly #clock: Clock;
	readonly #chance: Chance;
	readonly #halts: () => readonly Halt[];
	readonly #maxUsdPerDay: number | null;
	/** When cards of each author were begun, of all projects. In memory: a master that starts anew counts anew. */
	readonly #begins = new Map<string, readonly number[]>();
	/** Cards changed since somebody asked; for the live view. */
	#touched = new Map<string, string>();

	/**
	 * `halts` tells what keeps every card of a project, or all, from starting at the moment; `maxUsdPerDay` is what all runs
	 * may cost within a day, null for no limit.
	 */
	constructor(options: {
		projects: Pick<ProjectBook, 'settings'>;
		log: Logger;
		clock: Clock;
		chance: Chance;
		halts?: () => readonly Halt[];
		maxUsdPerDay?: number | null;
	}) {
		this.#projects = options.projects;
		this.#log = options.log;
		this.#clock = options.clock;
		this.#chance = options.chance;
		this.#halts = options.halts ?? (() => []);
		this.#maxUsdPerDay = options.maxUsdPerDay ?? null;
	}

	/** Saves what a step makes of a card, and of the cards that depend on it where it was completed or reopened. */
	async take(tx: MasterTx, before: CardState | null, given: Step<CardState>): Promise<Outgoing[]> {
		const now = this.#clock.wall();
		const around = await this.#surroundings(tx, given[0], now);
		const heard = noteWords(before, given[0], around.settings, now);
		const step = enforcePause([heard, given[1]], around);
		const [next] = step;
		const dependenciesChanged = before === null || before.card.dependencies !== next.card.dependencies;
		const composed = compose(step, around);
		checkStep(before, given[0], composed.state, around);
		await saveCard(tx, composed.state, composed.assessment, now);
		await tx.effects.record(tellStep(before, step));
		if (before?.work.kind === 'queued' && composed.state.work.kind === 'idle')
			await forgetQueuedRun(tx, before.work.run.runId, now);
		if (dependenciesChanged) await tx.cards.putDependencies(composed.state.card);
		this.#touched.set(next.gid, next.projectGid);
		for (const effect of composed.effects)
			if (effect.type === 'cancel') await tx.runs.update(effect.run.runId, { stop_why: effect.why });
		const sent: Outgoing[] = composed.effects.map((effect) => {
			switch (effect.type) {
				case 'invite':
					return invitation(effect.run, effect.agent);
				case 'cancel':
					return {
						to: { actor: effect.workerId },
						message: { type: 'run.cancel', run: effect.run, why: effect.why },
					};
			}
		});
		if (composed.apply !== null)
			sent.push({ to: { actor: `syncer.${next.projectGid}` }, message: composed.apply });
		const standsDifferently =
			before?.place.completed !== composed.state.place.completed || before.present !== composed.state.present;
		return standsDifferently ? [...sent, ...(await this.#reconsiderDependents(tx, next.gid))] : sent;
	}

	/** Looks at a card again because something around it changed: a dependency, a time, a setting. */
	reconsider(tx: MasterTx, gid: string): Promise<Outgoing[]> {
		return this.attempt(tx, gid, async () => {
			const state = await tx.cards.load(gid);
			return state === null ? [] : this.take(tx, state, [state, []]);
		});
	}

	/** Does something with one card; where that throws, the card is set aside and nothing else suffers. */
	attempt(tx: MasterTx, gid: string, body: () => Promise<Outgoing[]>): Promise<Outgoing[]> {
		return isolate(tx, gid, { log: this.#log, clock: this.#clock }, body);
	}

	/** Starts a run of a card the scheduler picked; where the card is no longer ready, notes what it is instead. */
	start(tx: MasterTx, candidate: Candidate): Promise<Outgoing[]> {
		return this.attempt(tx, candidate.cardGid, () => this.#start(tx, candidate));
	}

	async #start(tx: MasterTx, candidate: Candidate): Promise<Outgoing[]> {
		const state = await tx.cards.load(candidate.cardGid);
		if (state === null) return [];
		const now = this.#clock.wall();
		const around = await this.#surroundings(tx, state, now);
		const assessment = assess(state, around);
		if (assessment.kind !== 'ready') return this.take(tx, state, [state, []]);
		const author = state.mandate.byGid ?? '';
		const begins = this.#begins.get(author) ?? [];
		const isNew = state.epoch === 0;
		const pace = { cardStarts: state.starts ?? [], authorBegins: begins, isNew };
		const tooMany = findPaceLimit(pace, around.settings, now);
		if (tooMany !== null) return this.take(tx, state, [{ ...state, wait: tooMany }, []]);
		const grant = grantWithin(assessment.budgetUsd, around.dayCaps ?? []);
		if (grant.kind !== 'granted') {
			const untilMs = grant.kind === 'spent' ? grant.untilMs : now + setAsideMs;
			return this.take(tx, state, [{ ...state, wait: { untilMs, reason: grant.reason } }, []]);
		}
		if (isNew) this.#begins.set(author, noteStart(begins, now));
		const runId = this.#chance.id().slice(0, 12);
		const step = start(state, assessment.agent, runId, now);
		const { work } = step[0];
		if (work.kind !== 'queued') return [];
		await insertRun(tx, work.run, {
			agent: assessment.agent,
			cardName: state.card.name,
			authorGid: state.mandate.byGid,
			attempt: state.attempts + 1,
			reservedUsd: grant.usd,
			now,
		});
		await tx.effects.record(
			tellStart(state, work.run, { ...assessment, budgetUsd: grant.usd }, around.settings),
		);
		failpoint('master.after-reserve', assessment.agent);
		return this.take(tx, state, step);
	}

	/** Ends a run, settling its cost once; nothing when it had ended before. */
	async finish(tx: MasterTx, run: RunKey, result: RunResult): Promise<Outgoing[]> {
		const now = this.#clock.wall();
		const grantedUsd = (await tx.runs.load(run.runId))?.reserved_usd ?? null;
		const costUsd = await settleRun(tx, run.runId, result, now);
		const state = await tx.cards.load(run.cardGid);
		if (costUsd === null || state === null) return [];
		failpoint('master.after-settle', state.work.kind === 'idle' ? '' : state.work.agent);
		return this.take(
			tx,
			state,
			finish(state, { run, result, costUsd, grantedUsd }, await this.#surroundings(tx, state, now)),
		);
	}

	/** The cards that changed since the last call, as [card, project]. */
	takeTouched(): [string, string][] {
		const touched = [...this.#touched];
		this.#touched = new Map();
		return touched;
	}

	async #reconsiderDependents(tx: MasterTx, gid: string): Promise<Outgoing[]> {
		const sent: Outgoing[] = [];
		for (const dependent of await tx.cards.dependentsOf(gid))
			sent.push(...(await this.reconsider(tx, dependent)));
		return sent;
	}

	async #dayCaps(tx: MasterTx, { projectGid, mandate }: CardState, now: number): Promise<DayCap[]> {
		const settings = this.#projects.settings(projectGid);
		const spender = { projectGid, author: mandate.byGid ?? '', settings };
		return readDayCaps(tx, spender, this.#maxUsdPerDay, now);
	}

	async #surroundings(tx: MasterTx, state: CardState, now: number): Promise<Surroundings> {
		return {
			now,
			jitter: this.#chance.random(),
			settings: this.#projects.settings(state.projectGid),
			blockers: await findBlockers(tx, state.card),
			pause: await tx.pauses.findFor(state.projectGid, state.gid),
			halt: haltOf(this.#halts(), state.projectGid),
			dayCaps: await this.#dayCaps(tx, state, now),
		};
	}
}

/** Invites the workers to a run. Each invitation is a new job, so a lost one can be repeated. */
export function invitation(run: RunKey, agent: string): Outgoing {
	return {
		to: { queue: 'work' },
		message: { type: 'run.start', run: { ...run, agent } } as { type: string },
	};
}
