import { ApiUsage } from '@aegis/shared/prices';
import { z } from 'zod';

const Block = z.object({
	type: z.string(),
	text: z.string().optional(),
	name: z.string().optional(),
	input: z.unknown().optional(),
	content: z.unknown().optional(),
	is_error: z.boolean().nullish(),
});
export type Block = z.infer<typeof Block>;

const Content = z.union([z.string(), z.array(Block)]).catch([]);

const System = z.object({
	type: z.literal('system'),
	subtype: z.string().optional(),
	session_id: z.string().optional(),
	attempt: z.number().optional(),
	retry_delay_ms: z.number().optional(),
	error_status: z.number().nullish(),
});

const Message = z.object({
	type: z.enum(['assistant', 'user']),
	message: z.object({ content: Content }),
});

const StreamEvent = z.object({
	type: z.literal('stream_event'),
	parent_tool_use_id: z.string().nullish(),
	event: z.object({
		type: z.string(),
		message: z.object({ model: z.string().catch(''), usage: ApiUsage.catch({}) }).optional(),
		usage: ApiUsage.optional().catch(undefined),
	}),
});

const RateLimit = z.object({
	type: z.literal('rate_limit_event'),
	rate_limit_info: z.object({ status: z.string(), resetsAt: z.number().nullish() }),
});

export const ResultLine = z.object({
	type: z.literal('result'),
	subtype: z.string().catch(''),
	is_error: z.boolean().catch(true),
	result: z.string().nullish().catch(null),
	errors: z.array(z.string()).nullish().catch(null),
	structured_output: z.unknown().optional(),
	session_id: z.string().nullish().catch(null),
	total_cost_usd: z.number().nonnegative().nullish().catch(null),
	/** By model; `costBasis` is “unknown” where the CLI counts a model at another's price (measured with 2.1.332). */
	modelUsage: z
		.record(z.string(), z.looseObject({ costBasis: z.string().nullish() }))
		.nullish()
		.catch(null),
	num_turns: z.number().int().nullish().catch(null),
	stop_reason: z.string().nullish().catch(null),
	terminal_reason: z.string().nullish().catch(null),
	api_error: z.string().nullish().catch(null),
	api_error_status: z.number().nullish().catch(null),
	permission_denials: z
		.array(z.object({ tool_name: z.string() }))
		.nullish()
		.catch(null),
});
export type ResultLine = z.infer<typeof ResultLine>;

/** The lines of `--output-format stream-json` that say something to us; the CLI writes others, and may write new ones. */
export const ClaudeLine = z.discriminatedUnion('type', [System, Message, StreamEvent, RateLimit, ResultLine]);
export type ClaudeLine = z.infer<typeof ClaudeLine>;
