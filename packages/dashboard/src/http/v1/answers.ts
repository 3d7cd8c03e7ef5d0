import { z } from 'zod';

/** What every refusal looks like. */
export const Problem = z.object({
	error: z.object({ code: z.string(), message: z.string(), fix: z.string().optional() }),
});

export function problem(code: string, message: string): z.infer<typeof Problem> {
	return { error: { code, message } };
}

/** An id of a card, a run or an order: it may name a folder, and is never a path. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, 'is no id');

/** One line of a transcript. `at` is milliseconds since the epoch; what else there is depends on `type`. */
export const TranscriptEntry = z.looseObject({ at: z.number(), type: z.string() });

export const Transcript = z.object({
	entries: z.array(TranscriptEntry),
	/** To be asked for as `after` the next time. */
	next: z.number(),
	/** There is more already. */
	more: z.boolean(),
});

export const Check = z.looseObject({
	at: z.number(),
	/** The tree it ran in: the card's own, or the one in which its merge was built. */
	where: z.enum(['worktree', 'merge']),
	command: z.string(),
	exitCode: z.number(),
	durationMs: z.number(),
	tail: z.string(),
});

export const Changes = z.object({
	state: z.enum(['branch', 'merged', 'none']),
	branch: z.string(),
	base: z.string(),
	head: z.string().nullable(),
	commits: z.array(z.object({ sha: z.string(), subject: z.string(), author: z.string(), at: z.number() })),
	diff: z.string(),
	truncated: z.boolean(),
});

const Spread = z.object({ count: z.number(), p50: z.number().nullable(), p90: z.number().nullable() });

export const MetricsView = z.object({
	since: z.number().nullable(),
	runs: z.number(),
	failed: z.number(),
	lost: z.number(),
	retried: z.number(),
	sentBack: z.object({ count: z.number(), of: z.number() }),
	spentUsd: z.number(),
	unknownCosts: z.number(),
	leadTime: Spread,
	days: z.array(z.object({ day: z.string(), merged: z.number(), runs: z.number(), usd: z.number() })),
	agents: z.array(
		z.object({
			agent: z.string(),
			runs: z.number(),
			failed: z.number(),
			usd: z.number(),
			time: Spread,
			wait: Spread,
		}),
	),
	cards: z.array(z.object({ gid: z.string(), name: z.string(), usd: z.number(), runs: z.number() })),
});

export const Doctor = z.object({
	ok: z.boolean(),
	checks: z.array(
		z.object({
			name: z.string(),
			level: z.enum(['ok', 'warning', 'problem']),
			text: z.string(),
			fix: z.string().nullable(),
		}),
	),
});
