import { z } from 'zod';

export const MergerAnswer = z.strictObject({
	verdict: z
		.enum(['merge', 'hold'])
		.describe('hold only for something a person must see before this reaches the base branch.'),
	commitMessage: z
		.string()
		.default('')
		.describe(
			'For merge: a subject of at most 72 characters in the imperative; then a blank line and what changed and why.',
		),
	summary: z.string().min(1).describe('One or two sentences for the card: what lands on the base branch.'),
	concern: z
		.string()
		.nullable()
		.default(null)
		.describe('For hold: what a person must decide. Otherwise null.'),
});
export type MergerAnswer = z.infer<typeof MergerAnswer>;
