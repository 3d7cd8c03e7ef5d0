import { z } from 'zod';

export const PlannerAnswer = z.strictObject({
	verdict: z
		.enum(['planned', 'unclear'])
		.describe(
			'planned: a competent developer can build it from your plan. unclear: only a person can decide something.',
		),
	plan: z
		.string()
		.default('')
		.describe(
			'For planned: the approach in a few paragraphs, naming the files and functions that change, and why this way.',
		),
	steps: z
		.array(z.string().min(1))
		.max(20)
		.default([])
		.describe('For planned: the steps in order, each checkable.'),
	risks: z
		.array(z.string().min(1))
		.max(10)
		.default([])
		.describe('What could go wrong, and what guards against it.'),
	questions: z
		.array(z.string().min(1))
		.max(5)
		.default([])
		.describe('For unclear: one to five questions, the most important first. Otherwise empty.'),
});
export type PlannerAnswer = z.infer<typeof PlannerAnswer>;
