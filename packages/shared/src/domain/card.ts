import { z } from 'zod';

/** A comment on a card. `own` is true for what Aegis itself wrote. */
export const CardComment = z.object({
	gid: z.string(),
	authorGid: z.string().nullable(),
	authorName: z.string().nullable(),
	text: z.string(),
	createdAt: z.string(),
	own: z.boolean(),
});
export type CardComment = z.infer<typeof CardComment>;

/** What a card's dependency is known to be at the time of the snapshot. */
export const CardDependency = z.object({ gid: z.string(), completed: z.boolean() });
export type CardDependency = z.infer<typeof CardDependency>;

/** A step a person wrote under a card. Aegis reads subtasks and does not run them. */
export const CardSubtask = z.object({
	gid: z.string(),
	name: z.string(),
	completed: z.boolean(),
	/** Its own description; absent where it has none. */
	notes: z.string().optional(),
});
export type CardSubtask = z.infer<typeof CardSubtask>;

/**
 * What the board says of one card at one moment, in the words of the board.
 *
 * Values are as a person may have typed them: section and agent may be names Aegis does not know.
 * Money is US dollars. `priority` is the text of a field named Priority where the project has one. `movedByGid`,
 * `approvedByGid` and `maxCostByGid` are who last changed the section, set Merge Approval to Approved, and set Max Cost to
 * what it is, as the card's history tells; null where it does not. `attachments` are file names. `rank` orders cards by their place on the board, lower first; null is unknown.
 */
export const CardSnapshot = z.object({
	gid: z.string(),
	projectGid: z.string(),
	name: z.string(),
	notes: z.string(),
	/** Asana's `resource_subtype` where it is no ordinary task: milestone, approval, section, custom. */
	kind: z.string().optional(),
	/** The description with its links and tables written out, where `notes` leaves them out. */
	richNotes: z.string().nullish(),
	url: z.string().nullable(),
	section: z.string().nullable(),
	completed: z.boolean(),
	agent: z.string().nullable(),
	swarmStatus: z.string().nullable(),
	sessionId: z.string().nullable(),
	costUsd: z.number().nullable(),
	maxCostUsd: z.number().nullable(),
	mergeApproval: z.string().nullable(),
	reason: z.string().nullable(),
	dependencies: z.array(CardDependency),
	comments: z.array(CardComment),
	rank: z.number().nullable(),
	dueOn: z.string().nullable(),
	tags: z.array(z.string()),
	priority: z.string().nullable(),
	assigneeGid: z.string().nullable(),
	subtasks: z.array(CardSubtask),
	attachments: z.array(z.string()),
	createdByGid: z.string().nullable(),
	movedByGid: z.string().nullable(),
	approvedByGid: z.string().nullable(),
	maxCostByGid: z.string().nullish(),
	/** The account Aegis itself acts as; null where that is not known. */
	ownGid: z.string().nullish(),
	/** What Max Cost says where that is no amount. */
	badMaxCost: z.string().nullish(),
	/** Why what guards the card cannot be read from the board: fields are missing or of another type. */
	guardProblem: z.string().nullish(),
	/** What people's own fields say, in the words of the board. */
	otherFields: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
	modifiedAt: z.string(),
});
export type CardSnapshot = z.infer<typeof CardSnapshot>;
