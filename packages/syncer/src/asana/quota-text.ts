import { z } from 'zod';
import { freshQuota, lanes, type QuotaState } from '../core/quota.ts';

const Quota = z.object({
	slots: z.array(z.object({ id: z.string(), lane: z.enum(lanes), at: z.number() })),
	bucket: z
		.object({
			perMinute: z.number(),
			level: z.number(),
			at: z.number(),
			pressedAt: z.number(),
			changedAt: z.number(),
			tooMuch: z.object({ perMinute: z.number(), at: z.number() }).nullable(),
			// JSON has no infinity; nor had an earlier version this.
			fellAt: z
				.number()
				.nullish()
				.transform((at) => at ?? Number.NEGATIVE_INFINITY),
		})
		.nullable(),
	caution: z.object({
		strikes: z.number(),
		struckAt: z.number(),
		pausedUntil: z.number(),
		probe: z.string().nullable(),
	}),
	urgent: z.record(z.string(), z.number()),
	polledAt: z.number().optional(),
});

/** The quota as Redis has it; what cannot be read, of another version perhaps, is a fresh one. */
export function readQuota(text: string): QuotaState {
	if (text === '') return freshQuota;
	try {
		return Quota.parse(JSON.parse(text));
	} catch {
		return freshQuota;
	}
}
