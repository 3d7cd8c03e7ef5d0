import { z } from 'zod';
import { GuardedEvidence, TokensUsed } from '../domain/run.ts';

/** A run as people see it. Money is US dollars (null: unknown), times are milliseconds since the epoch. */
export const RunView = z.object({
	runId: z.string(),
	cardGid: z.string(),
	cardName: z.string(),
	projectGid: z.string(),
	agent: z.string(),
	attempt: z.number(),
	epoch: z.number(),
	state: z.enum(['queued', 'running', 'finished']),
	outcome: z.string().nullable(),
	message: z.string().nullable(),
	costUsd: z.number().nullable(),
	workerId: z.string().nullable(),
	queuedAt: z.number(),
	startedAt: z.number().nullable(),
	finishedAt: z.number().nullable(),
	activity: z.string().nullable(),
	tokens: TokensUsed.nullable().default(null),
	models: z.array(z.string()).default([]),
});
export type RunView = z.infer<typeof RunView>;

/** A card as people see it: where it is, what runs, or the one reason why nothing does. */
export const CardView = z.object({
	gid: z.string(),
	projectGid: z.string(),
	name: z.string(),
	url: z.string().nullable(),
	section: z.string().nullable(),
	agent: z.string().nullable(),
	completed: z.boolean(),
	state: z.enum(['idle', 'waiting', 'queued', 'running', 'done']),
	reason: z.object({ code: z.string(), text: z.string() }).nullable(),
	/** What only a person can do for it: answer, permit the merge, raise the budget, look at what failed, permit. */
	needs: z.enum(['answer', 'approve', 'tick', 'budget', 'look', 'permit']).nullable().default(null),
	/** When it goes on by itself; null where no time is known. */
	untilMs: z.number().nullable().default(null),
	/** The last words of Aegis's on a card that needs somebody: the questions, what failed. */
	asks: z.string().nullable().default(null),
	/** The commit an approval would be of. */
	head: z.string().nullable().default(null),
	/** What of it lands only with a second tick, and whether it has that; null or absent where nothing does. */
	guarded: GuardedEvidence.extend({ ticked: z.boolean() }).nullish(),
	costUsd: z.number(),
	maxCostUsd: z.number(),
	run: RunView.nullable(),
	changedAt: z.number(),
});
export type CardView = z.infer<typeof CardView>;

export const WorkerView = z.object({
	workerId: z.string(),
	host: z.string(),
	pid: z.number(),
	slots: z.number(),
	running: z.array(z.string()),
	state: z.enum(['idle', 'busy', 'stopping', 'silent']),
	heartbeatAt: z.number(),
});
export type WorkerView = z.infer<typeof WorkerView>;

export const ProjectView = z.object({
	gid: z.string(),
	name: z.string(),
	path: z.string(),
	board: z.string(),
	state: z.enum(['starting', 'ok', 'degraded']),
	detail: z.string().nullable(),
	lastPollAt: z.number().nullable(),
	/** What the repository asks for and nobody has confirmed: `aegis project trust`. Absent from earlier masters. */
	pendingSettings: z
		.array(z.object({ setting: z.string(), counts: z.unknown(), proposed: z.unknown() }))
		.optional(),
	/** Why its file of settings is not gone by, or null. */
	settingsProblem: z.string().nullable().optional(),
});
export type ProjectView = z.infer<typeof ProjectView>;

export const ServiceView = z.object({
	name: z.string(),
	pid: z.number().nullable(),
	state: z.enum(['running', 'restarting', 'given-up']),
	restarts: z.number(),
});
export type ServiceView = z.infer<typeof ServiceView>;

/** What a person paused. `name` is the project's or the card's; null for everything. */
export const PauseView = z.object({
	scope: z.enum(['all', 'project', 'card']),
	gid: z.string().nullable(),
	name: z.string().nullable(),
	by: z.string(),
	at: z.number(),
});
export type PauseView = z.infer<typeof PauseView>;

export const StatusView = z.object({
	at: z.number(),
	startedAt: z.number(),
	projects: z.array(ProjectView),
	workers: z.array(WorkerView),
	services: z.array(ServiceView),
	/** Cards that are not done and not idle first; idle and done ones are left out past a limit. */
	cards: z.array(CardView),
	runs: z.array(RunView),
	spentTodayUsd: z.number(),
	spentUsd: z.number(),
	deadLetters: z.number(),
	/** What keeps everything from going on, in one sentence each; empty when nothing does. */
	troubles: z.array(z.object({ text: z.string(), since: z.number() })),
	pauses: z.array(PauseView),
});
export type StatusView = z.infer<typeof StatusView>;

/** What a service did about a card, as the checker reads it. */
export const EffectView = z.looseObject({ at: z.number(), kind: z.string(), service: z.string() });
export type EffectView = z.infer<typeof EffectView>;

/** What became of an order. `kind` is the act's, or `pause` and `resume`. */
export const ReceiptView = z.object({
	orderId: z.string(),
	cardGid: z.string().nullable(),
	kind: z.string(),
	by: z.string(),
	at: z.number(),
	accepted: z.boolean(),
	text: z.string(),
});
export type ReceiptView = z.infer<typeof ReceiptView>;

/** A comment as people see it; `operator` where it was written through the dashboard. */
export const CommentView = z.object({
	gid: z.string(),
	author: z.string().nullable(),
	kind: z.enum(['aegis', 'operator', 'person']),
	text: z.string(),
	at: z.string(),
});
export type CommentView = z.infer<typeof CommentView>;

export const CardDetailView = CardView.extend({
	runs: z.array(RunView),
	notes: z.string().default(''),
	comments: z.array(CommentView).default([]),
	plan: z.string().nullable().default(null),
	findings: z.string().nullable().default(null),
	attempts: z.number().default(0),
	reviewRounds: z.number().default(0),
	mergeApproval: z.string().nullable().default(null),
	receipts: z.array(ReceiptView).default([]),
	/** What it may cost in all, by `cards` cards of its kind; null where too few are known, or it is done. US dollars. */
	forecast: z.object({ usd: z.number(), highUsd: z.number(), cards: z.number() }).nullable().default(null),
});
export type CardDetailView = z.infer<typeof CardDetailView>;

/** Where the master's API listens: written by the master to `run/master.json`, mode 0600. */
export const MasterAddress = z.object({ url: z.string(), token: z.string(), pid: z.number() });
export type MasterAddress = z.infer<typeof MasterAddress>;

/** Where the dashboard listens: written by it to `run/dashboard.json`, mode 0600. */
export const DashboardAddress = z.object({ url: z.string(), pid: z.number() });
export type DashboardAddress = z.infer<typeof DashboardAddress>;

/** Written to `run/standby.json` while this home's master waits for another one, which is named. */
export const StandbyNote = z.object({ active: z.string() });
export type StandbyNote = z.infer<typeof StandbyNote>;
