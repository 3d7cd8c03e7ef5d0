import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is neither null nor false and returns it; throws when none came within `timeoutMs`. */
export async function waitFor<Value>(
	what: string,
	ask: () => Promise<Value | null | false> | Value | null | false,
	options: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<Value> {
	const timeoutMs = options.timeoutMs ?? 60_000;
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== null && answer !== false) return answer;
		if (performance.now() > deadline) throw new Error(`not within ${timeoutMs / 1_000} s: ${what}`);
		await sleep(options.everyMs ?? 50);
	}
}
