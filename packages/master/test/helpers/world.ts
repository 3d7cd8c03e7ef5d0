import type { AgentName, Reason, RunKey, RunOutcome } from '@aegis/shared/domain';
import { describeReason } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import { assess, type Assessment } from '../../src/core/start/assess.ts';
import { newCard, type CardState } from '../../src/core/card/card-state.ts';
import { compose } from '../../src/core/board/compose.ts';
import type { Step } from '../../src/core/card/effects.ts';
import { onBoard, type BoardEvent } from '../../src/core/board/on-board.ts';
import { noteWords } from '../../src/core/board/words.ts';
import { claim, finish, start } from '../../src/core/run/on-run.ts';
import { enforcePause } from '../../src/core/person/pause.ts';
import { schedule } from '../../src/core/start/schedule.ts';
import type { Pause, Surroundings } from '../../src/core/card/settings.ts';
import { BoardModel, type Applied, type Observed } from './board-model.ts';
import { now as begin, result, settings } from './cards.ts';

interface Run {
	readonly key: RunKey;
	readonly agent: AgentName;
	holder: string | null;
	settled: boolean;
}

/** One card with everything around it, and what is true of it whatever the master believes. */
export interface Player {
	readonly gid: string;
	readonly board: BoardModel;
	readonly mail: BoardEvent[];
	readonly runs: Run[];
	readonly heard: { observed: Observed[]; applied: Applied | null };
	readonly dependsOn: string | null;
	state: CardState;
	assessment: Assessment;
	paidUsd: number;
	/** The branch's head as git would tell, and the one a person last approved. */
	head: string;
	approvedHead: string | null;
	boardBroke: boolean;
	/** A person, or a broken board, did something to its place that the master may not have heard of yet. */
	touched: boolean;
}

/** The core driven as the shell drives it, with every invariant checked at every step. */
export class World {
	readonly players: readonly Player[];
	now = begin;
	pause: Pause | null = null;
	#heads = 0;
	#runs = 0;

	constructor(count: number) {
		this.players = Array.from({ length: count }, (_, index) => {
			const gid = `card-${index}`;
			const dependsOn = index === 2 ? 'card-1' : null;
			const dependencies = dependsOn === null ? [] : [{ gid: dependsOn, completed: false }];
			const card = snapshot({ gid, name: `Card ${index}`, section: 'Drafts', dependencies });
			return {
				gid,
				board: new BoardModel(card),
				mail: [],
				runs: [],
				heard: { observed: [], applied: null },
				dependsOn,
				state: newCard(card, 0),
				assessment: { kind: 'idle' } as const,
				paidUsd: 0,
				head: 'none',
				approvedHead: null,
				boardBroke: false,
				touched: false,
			};
		});
	}

	around(player: Player): Surroundings {
		const dependency = this.players.find((other) => other.gid === player.dependsOn);
		const open = dependency !== undefined && !dependency.state.place.completed && dependency.state.present;
		const blockers = open ? [dependency.state.card.name] : [];
		return { now: this.now, jitter: 0.5, settings: settings(), blockers, pause: this.pause };
	}

	isPaused(state: CardState): boolean {
		return this.pause !== null || state.card.tags.includes('PAUSED');
	}

	/** Takes a step of the core as the card desk does, and checks what must hold of every step. */
	take(player: Player, given: Step<CardState>): void {
		const before = player.state;
		const heard = noteWords(before, given[0], settings(), this.now);
		const step = enforcePause([heard, given[1]], this.around(player));
		const composed = compose(step, this.around(player));
		check(
			!this.isPaused(composed.state) || !['queued', 'running'].includes(composed.state.work.kind),
			'H1: a paused card works',
		);
		const { state, apply } = composed;
		check(state.epoch >= before.epoch, 'C1: the epoch fell');
		check(state.work.kind === 'idle' || state.work.run.epoch === state.epoch, 'C4: work of another epoch');
		check(state.spentUsd >= before.spentUsd, 'C5: spend fell');
		check(Math.abs(state.spentUsd - player.paidUsd) < 1e-6, 'C5: a run was not counted exactly once');
		check(state.appliedSeq >= before.appliedSeq, 'what was heard is forgotten');
		if (before.work.kind === 'queued' && state.work.kind === 'idle')
			check(state.epoch > before.epoch, 'C1: a cancelled start did not raise the epoch');
		const stopped = before.work.kind !== 'idle' && state.work.kind === 'stopping';
		if (stopped && before.work.kind !== 'stopping')
			check(
				player.touched || this.isPaused(state) || isMergeSpokenTo(before, state),
				'P9: a run was stopped that nobody had touched',
			);
		check(state.stageSeq <= state.seq && state.appliedSeq <= state.seq, 'numbers ahead of the last command');
		if (apply === null) check(state.seq === before.seq, 'a number without a command');
		else {
			check(apply.seq === before.seq + 1 && state.seq === apply.seq, 'numbers do not grow by one');
			check(apply.expectSection === step[0].place.section, 'C2: a command expects another section');
			player.board.command(apply);
		}
		for (const effect of composed.effects)
			if (effect.type === 'invite')
				player.runs.push({ key: effect.run, agent: effect.agent, holder: null, settled: false });
		player.state = state;
		player.assessment = composed.assessment;
		this.checkClaims(player);
		if (before.place.completed !== state.place.completed || before.present !== state.present)
			for (const other of this.players)
				if (other.dependsOn === player.gid) this.take(other, [other.state, []]);
	}

	checkClaims(player: Player): void {
		const stranger = { workerId: 'stranger', incarnation: 'x', machine: null, now: this.now };
		const open = player.runs.filter(({ key }) => claim(player.state, { run: key, ...stranger }).granted);
		check(open.length <= 1, 'C4: two runs can be claimed');
		const held = player.runs.filter((run) => run.holder !== null && !run.settled);
		check(open.length + held.length <= 1, 'P2: a run can start while another still runs');
		if (player.assessment.kind === 'waiting')
			check(describeReason(player.assessment.reason) !== '', 'a waiting card has no reason');
	}

	hear(player: Player, event: BoardEvent): void {
		if (event.type === 'observed') player.heard.observed.push(event);
		if (event.type === 'applied') player.heard.applied = event;
		this.take(player, onBoard(player.state, event, settings()));
	}

	deliver(player: Player): boolean {
		const event = player.mail.shift();
		if (event !== undefined) this.hear(player, event);
		if (player.mail.length === 0 && player.board.pending === 0 && isKnown(player)) player.touched = false;
		return event !== undefined;
	}

	carryOut(player: Player, broken = false): boolean {
		const applied = player.board.carryOut(broken);
		if (applied !== null) player.mail.push(applied);
		if (applied?.outcome === 'failed') player.boardBroke = player.touched = true;
		return applied !== null;
	}

	/** A person's Approved is for the branch as it stands at that moment. */
	approve(player: Player): void {
		if (player.board.card?.mergeApproval !== 'Approved') player.approvedHead = player.head;
		player.board.edit({ mergeApproval: 'Approved' });
	}

	/** The scheduler's pass, with room for `slots` runs. */
	pass(slots: number): void {
		const active = this.players.flatMap(({ state, assessment }) => {
			const { work } = state;
			if (assessment.kind === 'ready' || work.kind === 'idle') return [];
			const { projectGid, card } = state;
			return [{ projectGid, repository: '/repository', agent: work.agent, cardName: card.name }];
		});
		const ready = this.players.flatMap(({ gid, state, assessment }) =>
			assessment.kind === 'ready'
				? [
						{
							cardGid: gid,
							projectGid: state.projectGid,
							repository: '/repository',
							agent: assessment.agent,
							priority: 2,
							rank: null,
							dueOn: null,
							readySince: 0,
						},
					]
				: [],
		);
		const plan = schedule(ready, active, {
			slots,
			workers: slots,
			total: null,
			lastStart: () => 0,
			project: () => null,
			agent: () => null,
		});
		for (const { cardGid } of plan.starts) {
			const player = this.players.find(({ gid }) => gid === cardGid);
			if (player !== undefined) this.start(player);
		}
		const merging = this.players.filter(
			({ state }) => state.work.kind !== 'idle' && state.work.agent === 'Merger',
		);
		check(merging.length <= 1, 'two merges in one repository');
	}

	start(player: Player): void {
		const assessment = assess(player.state, this.around(player));
		if (assessment.kind !== 'ready') return;
		check(assessment.agent !== 'Merger' || player.state.edited !== true, 'E1: a merge of an edited card');
		if (assessment.agent === 'Merger' && player.state.card.mergeApproval !== 'Auto-Approve')
			check(player.approvedHead === player.head, 'P5: a merge starts that nobody approved as it is');
		const { epoch } = player.state;
		this.take(player, start(player.state, assessment.agent, `run-${++this.#runs}`, this.now));
		check(player.state.epoch > epoch, 'C1: a start did not raise the epoch');
	}

	claim(player: Player, run: Run, workerId: string): void {
		const { granted, state } = claim(player.state, {
			run: run.key,
			workerId,
			incarnation: 'first',
			machine: null,
			now: this.now,
		});
		if (!granted) return;
		check(!run.settled, 'a run that had ended was granted');
		check(run.holder === null || run.holder === workerId, 'P2: a run was granted to two workers');
		// From here on it may commit, whatever becomes of it.
		if (run.holder === null && run.agent === 'Worker') player.head = `head-${++this.#heads}`;
		run.holder = workerId;
		this.take(player, [state, []]);
	}

	/** Settled once, as the store does. */
	finish(player: Player, run: Run, outcome: RunOutcome, costUsd: number): void {
		if (run.settled || run.holder === null) return;
		run.settled = true;
		player.paidUsd += costUsd;
		const ended = { run: run.key, result: result(outcome, { costUsd }), costUsd };
		this.take(player, finish(player.state, ended, this.around(player)));
	}
}

/** A merge stops for whatever a person says or edits. */
function isMergeSpokenTo({ work, card }: CardState, { card: now }: CardState): boolean {
	const spoken = card.comments.length !== now.comments.length || card.notes !== now.notes;
	return work.kind !== 'idle' && work.agent === 'Merger' && spoken;
}

/** Whether the card stands where the master believes. */
function isKnown({ board: { card }, state: { place, present } }: Player): boolean {
	if (card === null) return !present;
	const { section, agent, completed } = card;
	return present && section === place.section && agent === place.agent && completed === place.completed;
}

export function reasonOf(player: Player): Reason | null {
	return player.assessment.kind === 'waiting' ? player.assessment.reason : null;
}

export function check(holds: boolean, broken: string): asserts holds {
	if (!holds) throw new Error(broken);
}
