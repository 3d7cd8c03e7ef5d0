import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `look` finds something (neither false, null nor undefined) and returns it; looks ever more seldom. */
export async function until<T>(
	what: string,
	look: () => T | Promise<T>,
	timeoutMs = 90_000,
): Promise<Exclude<T, false | null | undefined>> {
	const deadline = performance.now() + timeoutMs;
	for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.1, 50)) {
		const found = await look();
		if (found !== false && found !== null && found !== undefined)
			return found as Exclude<T, false | null | undefined>;
		if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
		await sleep(pauseMs);
	}
}
