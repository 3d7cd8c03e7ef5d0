import {
	operatorGid,
	readOperatorWords,
	type CardComment,
	type CardDependency,
	type CardSnapshot,
	type CardSubtask,
	type FieldKey,
	type MergeApproval,
} from '@aegis/shared/domain';
import type { BoardFieldValue, BoardStory, BoardTask } from './board-task.ts';
import { findGuardProblem, type FieldMap } from './field-map.ts';
import { endsWithMark, endsWithOperatorMark, withoutMark } from './comment-mark.ts';

/** What a card's own record does not say. */
export interface CardSurroundings {
	readonly projectGid: string;
	readonly map: FieldMap;
	readonly dependencies: readonly CardDependency[];
	readonly comments: readonly CardComment[];
	readonly rank: number | null;
	readonly subtasks?: readonly CardSubtask[];
	readonly attachments?: readonly string[];
	readonly movedByGid?: string | null;
	readonly approvedByGid?: string | null;
	readonly maxCostByGid?: string | null;
	readonly ownGid?: string | null;
	/** False for a card Aegis never wrote to: what stands in its own fields was copied from another card. */
	readonly touched?: boolean;
}

/** True while the card is in the project: a card may be in several, and may have left this one. */
export function isInProject(task: BoardTask, projectGid: string): boolean {
	return task.memberships.some((membership) => membership.projectGid === projectGid);
}

/** The card's column in the project; its gid is null where the board does not say, or where it is in none. */
export function columnOf(task: BoardTask, projectGid: string): string | null {
	return task.memberships.find((membership) => membership.projectGid === projectGid)?.sectionGid ?? null;
}

export function sectionOf(task: BoardTask, projectGid: string): string | null {
	return task.memberships.find((membership) => membership.projectGid === projectGid)?.sectionName ?? null;
}

/** The option chosen in one of Aegis' fields. */
export function optionOf(task: BoardTask, map: FieldMap, key: FieldKey): string | null {
	const gid = map.fields[key]?.gid;
	return task.fields.find((field) => field.gid === gid)?.enumName ?? null;
}

/** The number in one of Aegis' fields. */
export function numberOf(task: BoardTask, map: FieldMap, key: FieldKey): number | null {
	const gid = map.fields[key]?.gid;
	return task.fields.find((field) => field.gid === gid)?.number ?? null;
}

/** Puts a card into the domain's words. Values stay as they are on the board, known to Aegis or not. */
export function readCard(task: BoardTask, around: CardSurroundings): CardSnapshot {
	const value = (key: FieldKey): BoardFieldValue | undefined => {
		const gid = around.map.fields[key]?.gid;
		return gid === undefined ? undefined : task.fields.find((field) => field.gid === gid);
	};
	const touched = around.touched ?? true;
	return {
		gid: task.gid,
		projectGid: around.projectGid,
		name: task.name,
		notes: task.notes,
		...(isPlainTask(task.kind) ? {} : { kind: task.kind }),
		...(task.richNotes == null ? {} : { richNotes: task.richNotes }),
		url: task.url,
		section: sectionOf(task, around.projectGid),
		completed: task.completed,
		agent: value('agent')?.enumName ?? null,
		swarmStatus: value('swarmStatus')?.enumName ?? null,
		sessionId: touched ? emptyToNull(value('sessionId')?.text) : null,
		costUsd: touched ? (value('costUsd')?.number ?? null) : null,
		maxCostUsd: value('maxCostUsd')?.number ?? null,
		mergeApproval: value('mergeApproval')?.enumName ?? null,
		reason: emptyToNull(value('reason')?.text),
		dependencies: [...around.dependencies],
		comments: [...around.comments],
		rank: around.rank,
		dueOn: task.dueOn,
		tags: [...task.tags],
		priority: readPriority(task, around.map),
		assigneeGid: task.assigneeGid,
		subtasks: [...(around.subtasks ?? [])],
		attachments: [...(around.attachments ?? [])],
		createdByGid: task.createdByGid,
		movedByGid: around.movedByGid ?? null,
		approvedByGid: (value('mergeApproval')?.enumName === approved && around.approvedByGid) || null,
		maxCostByGid: around.maxCostByGid ?? null,
		ownGid: around.ownGid ?? null,
		guardProblem: findGuardProblem(around.map),
		...readOtherFields(task, around.map),
		modifiedAt: task.modifiedAt,
	};
}

const approved: MergeApproval = 'Approved';

/** An ordinary task, or one whose kind the board does not tell. */
function isPlainTask(kind: string | null | undefined): kind is 'default_task' | null | undefined {
	return kind == null || kind === 'default_task';
}

/** What people's own fields say on the card; Aegis's are told apart. */
function readOtherFields(task: BoardTask, map: FieldMap): Pick<CardSnapshot, 'otherFields'> {
	const own = new Set(Object.values(map.fields).map(({ gid }) => gid));
	const otherFields = task.fields.flatMap(({ gid, name = '', display }) =>
		own.has(gid) || name === '' || display == null || display === '' ? [] : [{ name, value: display }],
	);
	return otherFields.length === 0 ? {} : { otherFields };
}

/** The first of the project's priority fields that says something. */
function readPriority(task: BoardTask, map: FieldMap): string | null {
	for (const gid of map.priorities) {
		const value = task.fields.find((field) => field.gid === gid);
		const text = value?.enumName ?? value?.text ?? '';
		if (text.trim() !== '') return text.trim();
	}
	return null;
}

/**
 * The comments among a card's stories, oldest first. Own are those `isOwn` knows this installation to have written, and
 * those signed like ours by our account: anybody can type the signature. Where the account is not known it must do.
 */
export function readComments(
	stories: readonly BoardStory[],
	isOwn: (gid: string) => boolean,
	accountGid: string | null,
): CardComment[] {
	const isOurs = ({ authorGid }: BoardStory): boolean =>
		[authorGid, accountGid].includes(null) || authorGid === accountGid;
	return stories
		.filter((story) => story.comment)
		.map((story) => {
			const own = isOwn(story.gid) || (endsWithMark(story.text) && isOurs(story));
			// A signature counts as the operator's only from an account that is known to be ours.
			const certain = isOwn(story.gid) || (story.authorGid !== null && story.authorGid === accountGid);
			return readSpeaker(story, own, certain);
		});
}

/** A comment with whose it is: Aegis's own, the operator's in Aegis's hand, or its author's. */
export function readSpeaker(
	{ gid, authorGid, authorName, text, createdAt }: BoardStory,
	own: boolean,
	certain: boolean,
): CardComment {
	const said = own && certain && endsWithOperatorMark(text) ? readOperatorWords(withoutMark(text)) : null;
	return said === null
		? { gid, authorGid, authorName, text, createdAt, own }
		: { gid, authorGid: operatorGid, authorName: said.name, text: said.words, createdAt, own: false };
}

/** Adds a comment just written to those known, unless it is among them. */
export function addComment(comments: readonly CardComment[], added: CardComment | null): CardComment[] {
	if (added === null || comments.some((comment) => comment.gid === added.gid)) return [...comments];
	return [...comments, added];
}

function emptyToNull(text: string | null | undefined): string | null {
	return text === undefined || text === '' ? null : text;
}
