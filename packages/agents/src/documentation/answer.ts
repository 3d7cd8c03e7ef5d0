import { z } from 'zod';

export const DocumentationAnswer = z.strictObject({
	summary: z.string().min(1).describe('One or two sentences for the card: what is remembered from now on.'),
	memoryEntry: z
		.string()
		.nullable()
		.default(null)
		.describe(
			'A lasting fact about this repository, as one short paragraph or list; null when there is none.',
		),
	preferenceEntry: z
		.string()
		.nullable()
		.default(null)
		.describe('How a person wants work to be done, as one sentence; null when there is none.'),
});
export type DocumentationAnswer = z.infer<typeof DocumentationAnswer>;
