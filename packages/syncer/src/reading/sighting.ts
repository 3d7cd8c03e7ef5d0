import type { CardComment, CardDependency, CardSnapshot, CardSubtask } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import type { BoardTask } from '../core/board-task.ts';
import type { FieldMap } from '../core/field-map.ts';
import { imagineFields } from '../core/imagine-fields.ts';
import { addComment, columnOf, readCard } from '../core/read-card.ts';
import { agrees, type Move } from '../core/read-history.ts';
import type { MirroredCard } from '../store/mirror.ts';

/** One card as it was read; nothing is decided yet about what is new in it. What is null was not read: what is known of it stays. */
export type Sighting =
	| {
			readonly kind: 'there';
			readonly task: BoardTask;
			readonly history: CardHistory | null;
			/** It is in another section than before, and not by a command of ours. */
			readonly moved: boolean;
			/** Null where comments may have changed unread: they are read when somebody needs them. */
			readonly commentsAt: string | null;
			readonly subtasks: readonly CardSubtask[] | null;
			readonly attachments: readonly string[] | null;
			readonly dependencies: readonly CardDependency[];
			/** Undefined keeps the rank that is known. */
			readonly rank?: number | null;
	  }
	| {
			readonly kind: 'gone';
			readonly gid: string;
			/** The record of a card that is there and not in the project: a step, or one that was taken out. */
			readonly outside?: BoardTask;
	  };

/** What a card's stories tell. */
export interface CardHistory {
	readonly comments: readonly CardComment[];
	readonly movedByGid: string | null;
	readonly approvedByGid: string | null;
	readonly maxCostByGid: string | null;
	/** The account Aegis acts as; null where it was not asked for or is not told. */
	readonly ownGid: string | null;
	/** Within this project, oldest first. */
	readonly moves: readonly Move[];
	/** The gids of all of them. */
	readonly stories: ReadonlySet<string>;
}

export function gidOf(sighting: Sighting): string {
	return sighting.kind === 'there' ? sighting.task.gid : sighting.gid;
}

/** What the mirror holds once the sighting is recorded. `posted` is a comment just written, which may be among those read. */
export function toMirrored(
	sighting: Sighting & { kind: 'there' },
	before: MirroredCard | undefined,
	around: {
		readonly projectGid: string;
		readonly map: FieldMap;
		readonly posted?: CardComment | null;
		/** What was just done to the card. */
		readonly change?: CardChange | null;
		/** Whether a command was ever carried out on the card. */
		readonly written: boolean;
	},
): MirroredCard & { readonly snapshot: CardSnapshot } {
	const { task, history } = sighting;
	const known = before?.snapshot;
	const comments = addComment(history?.comments ?? known?.comments ?? [], around.posted ?? null);
	const read = readCard(task, {
		projectGid: around.projectGid,
		map: around.map,
		dependencies: sighting.dependencies,
		comments,
		touched: around.written || comments.some((comment) => comment.own),
		rank: sighting.rank === undefined ? (known?.rank ?? null) : sighting.rank,
		subtasks: sighting.subtasks ?? known?.subtasks ?? [],
		attachments: sighting.attachments ?? known?.attachments ?? [],
		movedByGid: history === null ? (known?.movedByGid ?? null) : history.movedByGid,
		approvedByGid: history === null ? (known?.approvedByGid ?? null) : history.approvedByGid,
		maxCostByGid: history === null ? (known?.maxCostByGid ?? null) : history.maxCostByGid,
		ownGid: history?.ownGid ?? known?.ownGid ?? null,
	});
	const { fieldless } = around.map;
	const snapshot = fieldless ? imagineFields(read, known ?? null, around.change ?? null) : read;
	// A history that runs ahead of the record is compared with again when the record has caught up.
	const isOfNow = history !== null && agrees(history.moves, columnOf(task, around.projectGid));
	const lastMove = isOfNow ? (history.moves.at(-1)?.gid ?? '') : (before?.lastMove ?? null);
	// Whose change it was is not known without the history, and it is not whoever made the one before.
	const unheard = {
		...(sighting.moved ? { movedByGid: null } : {}),
		...(snapshot.maxCostUsd === (known?.maxCostUsd ?? null) ? {} : { maxCostByGid: null }),
	};
	return {
		snapshot: history === null ? { ...snapshot, ...unheard } : snapshot,
		commentsAt: sighting.commentsAt,
		lastMove,
	};
}
