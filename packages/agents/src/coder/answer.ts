import { z } from 'zod';

export const CoderAnswer = z.strictObject({
	summary: z
		.string()
		.min(1)
		.describe('One or two sentences for the card: what now works that did not before.'),
	commitMessage: z
		.string()
		.min(1)
		.describe(
			'A subject of at most 72 characters in the imperative; then, where needed, a blank line and why.',
		),
	testsAdded: z.boolean().describe('Whether you added or changed a test that fails without your change.'),
	notes: z
		.string()
		.default('')
		.describe('What the reviewer should know: decisions, doubts, what was left out. May be empty.'),
});
export type CoderAnswer = z.infer<typeof CoderAnswer>;
