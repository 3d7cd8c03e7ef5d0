import { setTimeout } from 'node:timers/promises';
import type { Asker } from './connection.ts';

const attempts = 3;
/** Milliseconds before the second attempt; the third waits four times as long. */
const firstPauseMs = 150;
/** A read that took longer than this to fail, in milliseconds, is left to whoever asked. */
const quickMs = 5_000;

/** Reads again what failed quickly: a reading of a whole project must not begin anew for each of its requests. */
export function bePatient(asker: Asker): Asker {
	return {
		client: asker.client,
		async read(schema, request) {
			for (let attempt = 1; ; attempt++) {
				const startedAt = performance.now();
				const answer = await asker.read(schema, request);
				const passes = !answer.ok && answer.failure.kind === 'unavailable';
				if (!passes || attempt === attempts || performance.now() - startedAt > quickMs) return answer;
				await setTimeout(firstPauseMs * 4 ** (attempt - 1) * (0.5 + Math.random()));
			}
		},
	};
}
