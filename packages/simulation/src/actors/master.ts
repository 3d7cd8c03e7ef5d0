import { newCard } from '@aegis/master/core/card/card-state';
import { showReason } from '@aegis/master/core/board/compose';
import { findSettled, judgeHeartbeat } from '@aegis/master/core/run/judge-heartbeat';
import { onBoard } from '@aegis/master/core/board/on-board';
import { claim } from '@aegis/master/core/run/on-run';
import { resumeCard, stopCard } from '@aegis/master/core/person/pause';
import { mayMergeUnasked } from '@aegis/master/core/person/permission';
import { tellPause } from '@aegis/master/core/card/tell-step';
import type { ClaimReply, ToMaster } from '@aegis/shared/messages';
import { durations } from '../durations.ts';
import { projectGid } from '../outside/board.ts';
import type { Room } from '../room.ts';
import { DurableActor, type Sending } from '../transport/durable-actor.ts';
import type { Letter } from '../transport/redis.ts';
import { CardDesk } from './card-desk.ts';
import { emptyMasterStore, settings, type RunRow } from './master-store.ts';
import { schedulePass } from './scheduling.ts';
import { WorkerPool } from './worker-pool.ts';

type Heartbeat = Extract<ToMaster, { type: 'worker.heartbeat' }>;
type Claim = Extract<ToMaster, { type: 'run.claim' }>;

/** The master around its real core: what each message means, what time alone changes, who starts next. */
export class Master extends DurableActor {
	readonly store = emptyMasterStore();
	readonly desk: CardDesk;
	#pool: WorkerPool;
	#invitedAt = new Map<string, number>();

	constructor(room: Room) {
		super('master', room);
		this.desk = new CardDesk(room, this.store, () => this.wallNow);
		this.#pool = new WorkerPool(() => room.loop.now);
	}

	protected override boot(): void {
		super.boot();
		this.#pool = new WorkerPool(() => this.room.loop.now);
		this.#invitedAt = new Map();
		this.later(this.room.random.between(0, durations.look), () => this.#look());
	}

	/** Its supervisor saw a worker's process end. */
	loseWorker(workerId: string): void {
		if (!this.up) return;
		this.#pool.forget(workerId);
		const theirs = [...this.store.open.values()].filter(
			(row) => row.state === 'running' && row.workerId === workerId,
		);
		this.act(theirs.flatMap((row) => this.#lose(row, 'its process ended')));
	}

	protected override answer(letter: Letter): Sending[] | null {
		const message = letter.message as ToMaster;
		if (message.type !== 'worker.heartbeat') return null;
		const { reply, missing } = this.#judge(message, letter.at);
		return missing.length > 0 ? null : answerTo(letter, reply);
	}

	protected override handle(letter: Letter): Sending[] {
		const message = letter.message as ToMaster;
		const { cards, runs } = this.store;
		switch (message.type) {
			case 'card.observed': {
				const state = cards.get(message.card.gid)?.state;
				if (state === undefined) return this.desk.take(null, [newCard(message.card, message.appliedSeq), []]);
				return this.desk.take(state, onBoard(state, { ...message, type: 'observed' }, settings));
			}
			case 'card.applied': {
				const state = cards.get(message.cardGid)?.state;
				if (state === undefined) return [];
				const { seq, outcome, detail, card } = message;
				return this.desk.take(
					state,
					onBoard(state, { type: 'applied', seq, outcome, detail, card }, settings),
				);
			}
			case 'card.gone':
				return this.#gone(message.cardGid);
			case 'project.synced': {
				const there = new Set(message.cardGids);
				const missing = [...cards.values()].filter(({ state }) => state.present && !there.has(state.gid));
				return missing.flatMap(({ state }) => this.#gone(state.gid));
			}
			case 'run.claim':
				return this.#grant(message, letter);
			case 'run.progress': {
				const row = runs.get(message.run.runId);
				if (row?.state !== 'running') return [];
				row.costUsd = Math.max(row.costUsd, message.costUsd);
				row.sessionId = message.sessionId ?? row.sessionId;
				this.room.log({
					kind: 'heard-cost',
					card: row.key.cardGid,
					run: row.runId,
					usd: message.costUsd,
				});
				return [];
			}
			case 'run.finished':
				this.#pool.release(message.run.runId);
				return this.desk.finish(message.run, message.result);
			case 'work.pause':
			case 'work.resume':
				return this.#pause(message);
			case 'card.stop': {
				const state = cards.get(message.cardGid)?.state;
				return state === undefined ? [] : this.desk.take(state, stopCard(state, message.by));
			}
			case 'worker.heartbeat': {
				const { reply, missing } = this.#judge(message, letter.at);
				const lost = missing.flatMap((row) => this.#lose(row, 'its worker no longer has it'));
				return [...answerTo(letter, reply), ...lost];
			}
			default:
				return [];
		}
	}

	protected override settle(): Sending[] {
		return schedulePass(this.store, this.desk, this.#pool, this.wallNow);
	}

	protected override onRedisLoss(): void {
		this.act([{ to: 'syncer', message: { type: 'project.resync', projectGid } as { type: string } }]);
	}

	/** Sets or lifts a pause, and looks at what it concerns. */
	#pause(message: Extract<ToMaster, { type: 'work.pause' | 'work.resume' }>): Sending[] {
		const { target, type, by } = message;
		const told = tellPause(target, type === 'work.pause');
		if (told.kind !== 'pause') return [];
		this.room.log(told);
		const gid = target.scope === 'all' ? '' : target.gid;
		if (!told.on) this.store.pauses.delete(told.target);
		else if (!this.store.pauses.has(told.target))
			this.store.pauses.set(told.target, { scope: target.scope, gid, by });
		if (target.scope !== 'card')
			return [...this.store.cards.keys()].flatMap((card) => this.desk.reconsider(card));
		const state = this.store.cards.get(gid)?.state;
		if (state === undefined) return [];
		return this.desk.take(state, told.on ? [state, []] : resumeCard(state));
	}

	#gone(gid: string): Sending[] {
		const state = this.store.cards.get(gid)?.state;
		return state === undefined ? [] : this.desk.take(state, onBoard(state, { type: 'gone' }, settings));
	}

	#judge(heartbeat: Heartbeat, sentAt: number) {
		const { workerId, slots, running } = heartbeat;
		this.#pool.hear(workerId, slots, running.length);
		const rows = [...this.store.open.values()].filter(
			(row) => row.state === 'running' && row.workerId === workerId,
		);
		const judged = judgeHeartbeat(heartbeat, rows, Math.min(sentAt, this.wallNow));
		const { held, lost, stop, missing } = judged;
		const stopping = new Set(stop.map(({ runId }) => runId));
		const ends = lost.flatMap((runId) => {
			const row = this.store.runs.get(runId);
			return row === undefined
				? []
				: [{ runId, finished: row.state === 'finished', costKnown: row.costKnown }];
		});
		const settled = findSettled(lost, ends);
		for (const runId of held) if (!stopping.has(runId)) this.#pool.renew(runId);
		return {
			reply: { type: 'worker.renewed', leaseMs: durations.lease, held, lost, stop, settled } as const,
			missing,
		};
	}

	#grant(message: Claim, letter: Letter): Sending[] {
		const row = this.store.runs.get(message.run.runId);
		const state = this.store.cards.get(message.run.cardGid)?.state;
		const refused: ClaimReply = { type: 'claim.reply', granted: false, why: 'over, or another’s' };
		if (row === undefined || state === undefined) return answerTo(letter, refused);
		const fenced = this.room.guards.fencing;
		const decided = claim(state, { ...message, machine: null, now: this.wallNow });
		if (fenced && (!decided.granted || row.state === 'finished')) return answerTo(letter, refused);
		if (row.state === 'queued') {
			row.state = 'running';
			row.workerId = message.workerId;
			row.incarnation = message.incarnation;
			row.startedAt = this.wallNow;
		}
		const sendings = this.desk.take(state, [decided.state, []]);
		this.#pool.renew(row.runId);
		const reply = {
			type: 'claim.reply',
			granted: true,
			leaseMs: durations.lease,
			spec: {
				...row.key,
				agent: row.agent,
				budgetUsd: row.reservedUsd,
				card: state.card,
				project: { gid: projectGid, name: 'Project', path: '/repository' },
				resumeSessionId: null,
				attempt: row.attempt,
				reviewRound: state.reviewRounds,
				findings: state.findings,
				plan: state.plan,
				otherCards: [...this.store.cards.keys()]
					.filter((gid) => gid !== state.gid)
					.map((gid) => ({ gid, name: gid })),
				approvedHead: state.approval?.head ?? state.branchHead,
				approvalNeeded: !mayMergeUnasked(state, settings),
			},
		};
		return [...sendings, ...answerTo(letter, reply)];
	}

	#lose(row: RunRow, why: string): Sending[] {
		this.#pool.release(row.runId);
		this.room.log({ kind: 'lost', card: row.key.cardGid, run: row.runId, why });
		return this.desk.finish(row.key, {
			outcome: { kind: 'lost', why },
			costUsd: null,
			sessionId: row.sessionId,
			turns: null,
			durationMs: 0,
			worktreePath: null,
		});
	}

	/** What time alone changes: leases that run out, waits that end, invitations that got lost. */
	#look(): void {
		const open = [...this.store.open.values()];
		const expired = open.filter((row) => row.state === 'running' && this.#pool.isExpired(row.runId));
		const sendings = expired.flatMap((row) => this.#lose(row, 'its lease ran out'));
		for (const { state, assessment } of this.store.cards.values())
			if (assessment.kind === 'waiting' && assessment.untilMs !== null && assessment.untilMs <= this.wallNow)
				sendings.push(...this.desk.reconsider(state.gid));
		sendings.push(...this.#showLastingReasons());
		const now = this.room.loop.now;
		for (const row of open) {
			if (row.state !== 'queued') continue;
			const at = this.#invitedAt.get(row.runId) ?? now;
			const again = !this.#pool.isBusy && now - at > durations.inviteAgain;
			this.#invitedAt.set(row.runId, again ? now : at);
			if (again) sendings.push(this.desk.invitation(row.key));
		}
		if (!this.act(sendings)) return;
		this.later(durations.look, () => this.#look());
	}

	#showLastingReasons(): Sending[] {
		const sendings: Sending[] = [];
		const { showReasonAfter } = durations;
		for (const row of this.store.cards.values()) {
			const age = this.wallNow - row.reasonSince;
			if (row.reason === null || age < showReasonAfter || age > 12 * showReasonAfter) continue;
			const shown = showReason(row.state, row.reason);
			if (shown === null) continue;
			this.store.cards.set(row.state.gid, { ...row, state: shown.state });
			this.desk.known.set(`${row.state.gid}/${shown.apply.seq}`, Number(row.state.card.modifiedAt));
			sendings.push({ to: 'syncer', message: shown.apply });
		}
		return sendings;
	}
}

function answerTo(letter: Letter, message: { readonly type: string }): Sending[] {
	return letter.replyTo === undefined
		? []
		: [{ to: letter.replyTo, message, correlationId: letter.correlationId }];
}
