import { z } from 'zod';

export const TriageAnswer = z.strictObject({
	verdict: z
		.enum(['clear', 'trivial', 'unclear', 'duplicate'])
		.describe(
			'clear: can be planned. trivial: a small, obvious change that needs no plan. unclear: cannot be built without an answer from a person. duplicate: another card asks for the same.',
		),
	summary: z
		.string()
		.min(1)
		.describe('One or two sentences for the card: what is wanted, as you understand it.'),
	questions: z
		.array(z.string().min(1))
		.max(5)
		.default([])
		.describe('For unclear: one to five questions, the most important first. Otherwise empty.'),
	duplicateOf: z
		.string()
		.nullable()
		.default(null)
		.describe('For duplicate: the gid of the original, from the list of other cards. Otherwise null.'),
});
export type TriageAnswer = z.infer<typeof TriageAnswer>;
