import { z } from 'zod';
import { BoardComment } from '../domain/comment.ts';
import { agentNames } from '../domain/agents.ts';
import { mergeApprovals, swarmStatuses } from '../domain/fields.ts';
import { sections } from '../domain/sections.ts';

/** What to set on a card; an absent key is left alone, null clears the field. */
export const CardChange = z.object({
	section: z.enum(sections).optional(),
	agent: z.enum(agentNames).nullable().optional(),
	swarmStatus: z.enum(swarmStatuses).optional(),
	sessionId: z.string().nullable().optional(),
	costUsd: z.number().optional(),
	/** Only as the operator ordered it. */
	maxCostUsd: z.number().optional(),
	mergeApproval: z.enum(mergeApprovals).optional(),
	worktreePath: z.string().nullable().optional(),
	reason: z.string().nullable().optional(),
	completed: z.boolean().optional(),
});
export type CardChange = z.infer<typeof CardChange>;

/**
 * Change a card on the board, exactly once. `seq` grows by one per card; applies of one card are done in order.
 *
 * `expectSection` guards what a person did meanwhile: where the card is in another section (or completed, or gone),
 * nothing of `change` but the cost is written and the answer is `refused`; a comment is still posted when the card
 * exists.
 */
export const AsanaApply = z.object({
	type: z.literal('asana.apply'),
	projectGid: z.string(),
	cardGid: z.string(),
	seq: z.number().int(),
	epoch: z.number().int(),
	expectSection: z.string().nullable(),
	change: CardChange,
	comment: BoardComment.nullable(),
});
export type AsanaApply = z.infer<typeof AsanaApply>;

/** Read the whole project again: the master lost or never had its cards. */
export const ProjectResync = z.object({ type: z.literal('project.resync'), projectGid: z.string() });

/**
 * Answers `ProjectJoined`: how far each card was written, and the commands whose end the master does not know. Those may
 * have been carried out: they are done so that doing them twice is once.
 */
export const ProjectBase = z.object({
	type: z.literal('project.base'),
	projectGid: z.string(),
	ask: z.string(),
	cards: z.array(z.object({ cardGid: z.string(), appliedSeq: z.number().int() })),
	outstanding: z.array(AsanaApply),
});
export type ProjectBase = z.infer<typeof ProjectBase>;

export const ToSyncer = z.discriminatedUnion('type', [AsanaApply, ProjectResync, ProjectBase]);
export type ToSyncer = z.infer<typeof ToSyncer>;
