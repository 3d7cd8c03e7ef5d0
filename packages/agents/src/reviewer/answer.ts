import { z } from 'zod';

export const ReviewFinding = z.strictObject({
	file: z.string().min(1).describe('Path from the root of the repository.'),
	line: z.number().int().min(0).nullable().default(null).describe('Null or 0 for the whole file.'),
	severity: z
		.enum(['blocker', 'major', 'minor'])
		.describe('blocker and major must be repaired; minor may stay.'),
	comment: z.string().min(1).describe('What is wrong, how it shows, and what would be right.'),
});
export type ReviewFinding = z.infer<typeof ReviewFinding>;

export const ReviewerAnswer = z.strictObject({
	verdict: z
		.enum(['approved', 'changes-requested'])
		.describe('changes-requested needs at least one finding that is a blocker or major.'),
	summary: z
		.string()
		.min(1)
		.describe('One or two sentences for the card: what you checked and what you found.'),
	findings: z.array(ReviewFinding).max(30).default([]),
});
export type ReviewerAnswer = z.infer<typeof ReviewerAnswer>;
