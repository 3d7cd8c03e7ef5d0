import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every `everyMs` until the answer is neither null nor false. Throws after `timeoutMs`, saying for what it waited. */
export async function waitFor<T>(
	what: string,
	ask: () => Promise<T | null | false> | T | null | false,
	{ everyMs = 20, timeoutMs = 60_000 }: { everyMs?: number; timeoutMs?: number } = {},
): Promise<T> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== null && answer !== false) return answer;
		if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1_000} s in vain for ${what}`);
		await sleep(everyMs);
	}
}

/** Wall clock in milliseconds with fractions, comparable with what another process of this machine reads. */
export function wallClock(): number {
	return performance.timeOrigin + performance.now();
}
