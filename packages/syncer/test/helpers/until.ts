/** Waits until `look` gives something, looking again every few milliseconds; fails after `timeoutMs`. */
export async function until<Value>(
	what: string,
	look: () => Value | Promise<Value>,
	timeoutMs = 40_000,
): Promise<NonNullable<Exclude<Value, false>>> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		const value = await look();
		if (value !== null && value !== undefined && value !== false)
			return value as NonNullable<Exclude<Value, false>>;
		if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
