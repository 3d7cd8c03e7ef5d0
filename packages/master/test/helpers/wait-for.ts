import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `look` gives something, and says in words what never came. */
export async function waitFor<Found>(
	what: string,
	look: () => Found | null | undefined | false | Promise<Found | null | undefined | false>,
	timeoutMs = 15_000,
): Promise<Found> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		const found = await look();
		if (found !== null && found !== undefined && found !== false) return found;
		if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
		await delay(10);
	}
}
