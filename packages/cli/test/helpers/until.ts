/** Waits until the condition holds; fails the test when it does not within `timeoutMs`. */
export async function until(
	condition: () => boolean | Promise<boolean>,
	what: string,
	timeoutMs = 20_000,
): Promise<void> {
	const deadline = performance.now() + timeoutMs;
	while (!(await condition())) {
		if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
