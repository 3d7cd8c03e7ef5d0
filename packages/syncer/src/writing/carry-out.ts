import type { Chance, Clock } from '@aegis/shared/clock';
import type { CardComment } from '@aegis/shared/domain';
import type { Effects } from '@aegis/shared/effects';
import { redactDeep } from '@aegis/shared/redaction';
import { describeFailure, type BoardFailure } from '../asana/failure.ts';
import type { BoardOrders, BoardQuestions } from '../asana/board-calls.ts';
import { BoardTrouble, mayPass, valueOf } from '../asana/trouble.ts';
import type { BoardTask } from '../core/board-task.ts';
import { planWrite, type WritePlan } from '../core/plan-write.ts';
import { isInProject, sectionOf } from '../core/read-card.ts';
import type { SchemaCache } from '../reading/schema-cache.ts';
import type { BoardWrite } from '../store/board-writes.ts';
import type { Observations } from '../store/observations.ts';
import { postComment } from './post-comment.ts';

/** What carrying out needs of the world. */
export interface Workbench {
	readonly clock: Clock;
	readonly chance: Pick<Chance, 'random'>;
	readonly reads: BoardQuestions;
	readonly writes: BoardOrders;
	readonly schema: SchemaCache;
	readonly observations: Observations;
	readonly effects: Effects;
	/** Where people reach the dashboard; null where they cannot. */
	readonly publicUrl: string | null;
}

/** What is known of a command's earlier attempts. */
export interface Progress {
	/** An attempt may have been carried out without our knowing. */
	tried: boolean;
	comment: CardComment | null;
}

/** How a command ended, and the card as it was read afterwards. */
export interface WriteEnd {
	readonly outcome: 'applied' | 'refused' | 'failed';
	readonly detail: string | null;
	/** Null when it could not be read. */
	readonly task: BoardTask | null;
	/** The board says that the card is not in the project any more. */
	readonly gone: boolean;
	/** When the reading of `task` began. */
	readonly begun: number;
}

/**
 * Carries out one command: looks at the card first, since what a person did meanwhile stands; then writes what is not
 * yet as wanted, and the comment. Throws BoardTrouble when it must be tried again; trying again is always safe.
 */
export async function carryOut(bench: Workbench, asked: BoardWrite, progress: Progress): Promise<WriteEnd> {
	// The last door before people see it: what a worker does not know as a secret may be one of this service's.
	const write = redactDeep(asked);
	const begun = bench.observations.begin();
	const card = await bench.reads.task(write.cardGid);
	if (!card.ok) return { ...endFor(card.failure), task: null, gone: isGone(card.failure), begun };
	if (!isInProject(card.value, write.projectGid))
		return { outcome: 'failed', detail: 'the card has left the project', task: null, gone: true, begun };

	const plan = await decide(bench, write, card.value, progress.tried);
	const read = { task: card.value, begun };
	// Both are waited for, whatever becomes of the other: a comment still on its way must not be looked for yet.
	const [change, words] = await Promise.allSettled([
		plan.kind === 'impossible' ? null : writeChange(bench, write, { moveTo: null, ...plan }, read),
		writeComment(bench, write, progress),
	]);
	if (change.status === 'rejected') throw change.reason;
	if (words.status === 'rejected') throw words.reason;
	const end = change.value ?? { outcome: 'failed' as const, detail: null, ...read, gone: false };
	return {
		...end,
		outcome: plan.kind === 'refuse' ? 'refused' : end.outcome,
		detail: joinDetails(plan.kind === 'write' ? null : plan.why, end.detail, words.value),
	};
}

/** Reads the card of a command that has ended once more; what was done stands, whatever the card says now. */
export async function lookAgain(bench: Workbench, write: BoardWrite, end: WriteEnd): Promise<WriteEnd> {
	const begun = bench.observations.begin();
	const card = await bench.reads.task(write.cardGid);
	if (card.ok) {
		const there = isInProject(card.value, write.projectGid);
		return { ...end, task: there ? card.value : null, gone: !there, begun };
	}
	if (mayPass(card.failure)) throw new BoardTrouble(card.failure);
	return { ...end, task: null, gone: isGone(card.failure), begun };
}

/** Plans with the columns and fields known, and once more with fresh ones where they do not suffice. */
async function decide(
	bench: Workbench,
	write: BoardWrite,
	task: BoardTask,
	tried: boolean,
): Promise<WritePlan> {
	const request = { ...write, tried };
	const plan = planWrite(request, task, (await bench.schema.get()).map);
	return plan.kind === 'impossible' ? planWrite(request, task, (await bench.schema.reload()).map) : plan;
}

async function writeChange(
	bench: Workbench,
	write: BoardWrite,
	plan: Pick<WritePlan & { kind: 'write' }, 'moveTo' | 'update'>,
	read: { task: BoardTask; begun: number },
): Promise<WriteEnd> {
	const { cardGid } = write;
	if (plan.moveTo !== null) {
		const moved = await bench.writes.moveToSection(cardGid, plan.moveTo);
		if (!moved.ok) return { ...endFor(moved.failure), ...read, gone: false };
		bench.effects.record({
			kind: 'move',
			card: cardGid,
			seq: write.seq,
			from: sectionOf(read.task, write.projectGid),
			to: write.change.section ?? null,
			expected: write.expectSection,
		});
	}
	const begun = bench.observations.begin();
	if (plan.update !== null) {
		const updated = await bench.writes.updateTask(cardGid, plan.update);
		return updated.ok
			? { outcome: 'applied', detail: null, task: updated.value, gone: false, begun }
			: { ...endFor(updated.failure), ...read, gone: false };
	}
	if (plan.moveTo === null) return { outcome: 'applied', detail: null, ...read, gone: false };
	const task = valueOf(await bench.reads.task(cardGid));
	return { outcome: 'applied', detail: null, task, gone: false, begun };
}

/** Posts the comment; answers with what is wrong when it was refused for good, for then the change still counts. */
async function writeComment(bench: Workbench, write: BoardWrite, progress: Progress): Promise<string | null> {
	if (write.comment === null || progress.comment !== null) return null;
	const answer = await postComment(bench, write.cardGid, write.comment, progress.tried);
	if (answer.ok) {
		progress.comment = answer.value;
		return null;
	}
	if (mayPass(answer.failure)) throw new BoardTrouble(answer.failure);
	return `the comment could not be posted: ${describeFailure(answer.failure)}`;
}

function joinDetails(...details: readonly (string | null)[]): string | null {
	return details.filter((detail) => detail !== null).join('; ') || null;
}

/** The end a failure means; throws BoardTrouble for one that may pass. */
function endFor(failure: BoardFailure): { outcome: 'failed'; detail: string } {
	if (mayPass(failure)) throw new BoardTrouble(failure);
	return { outcome: 'failed', detail: describeFailure(failure) };
}

function isGone(failure: BoardFailure): boolean {
	return failure.kind === 'not-found';
}
