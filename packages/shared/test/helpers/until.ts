import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `look` finds something (neither false, null nor undefined) and returns it. */
export async function until<T>(
	what: string,
	look: () => T | Promise<T>,
	timeoutMs = 30_000,
): Promise<Exclude<T, false | null | undefined>> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		const found = await look();
		if (found !== false && found !== null && found !== undefined)
			return found as Exclude<T, false | null | undefined>;
		if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
		await sleep(5);
	}
}
