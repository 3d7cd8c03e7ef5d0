import { agentNames } from '@aegis/shared/domain';
import { z } from 'zod';

const Signal = z.custom<NodeJS.Signals>((value) => typeof value === 'string' && /^SIG[A-Z0-9]+$/.test(value));

export const Step = z.union([
	z.strictObject({ say: z.string() }),
	z.strictObject({ write: z.strictObject({ path: z.string(), content: z.string() }) }),
	z.strictObject({
		replace: z.strictObject({ path: z.string(), find: z.string().min(1), with: z.string() }),
	}),
	z.strictObject({ delete: z.string() }),
	z.strictObject({ run: z.string() }),
	z.strictObject({ denied: z.string() }),
	z.strictObject({ wait: z.number().nonnegative() }),
	z.strictObject({ hang: z.literal(true) }),
	z.strictObject({ crash: Signal }),
	z.strictObject({ garbage: z.string() }),
	z.strictObject({
		fail: z.strictObject({ apiStatus: z.number().int(), resetsAt: z.number().int().optional() }),
	}),
]);
export type Step = z.infer<typeof Step>;

const Rule = z.strictObject({
	agent: z.enum(agentNames),
	/** A part of the card's name, or its gid; every card when left out. */
	card: z.string().optional(),
	/** Which run of this agent at this card, from 1; every run when left out. */
	occurrence: z.number().int().positive().optional(),
	/** Only while the prompt does not hold this text: what a person or a reviewer has said since changes the answer. */
	unlessTold: z.string().min(1).optional(),
	steps: z.array(Step).default([]),
	/** null answers with nothing, as a model sometimes does; left out, the agent's default answer. */
	answer: z.record(z.string(), z.unknown()).nullable().optional(),
	costUsd: z.number().nonnegative().optional(),
});
export type Rule = z.infer<typeof Rule>;

export const Scenario = z.strictObject({
	rules: z.array(Rule).default([]),
	/** Milliseconds before every turn. */
	delayMs: z.number().nonnegative().default(0),
});
export type Scenario = z.infer<typeof Scenario>;

/** What the first two lines of a prompt say. */
export interface PromptHeader {
	readonly agent: string;
	readonly cardGid: string;
	readonly cardName: string;
}

export function readPromptHeader(prompt: string): PromptHeader | null {
	const match = /^Aegis agent: (\S+)\nCard: (\S+) ?(.*)/.exec(prompt);
	if (match === null) return null;
	const [, agent = '', cardGid = '', cardName = ''] = match;
	return { agent, cardGid, cardName };
}

/** The first rule that fits, in the order of the file. */
export function findRule(
	scenario: Scenario,
	header: PromptHeader,
	run: { readonly occurrence: number; readonly prompt: string },
): Rule | null {
	const fits = (rule: Rule): boolean =>
		rule.agent === header.agent &&
		(rule.card === undefined || header.cardName.includes(rule.card) || header.cardGid === rule.card) &&
		(rule.occurrence === undefined || rule.occurrence === run.occurrence) &&
		(rule.unlessTold === undefined || !run.prompt.includes(rule.unlessTold));
	return scenario.rules.find(fits) ?? null;
}
