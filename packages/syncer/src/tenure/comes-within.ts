/** Whether something happens within `ms` milliseconds; it may still happen later. */
export async function comesWithin(event: Promise<void>, ms: number): Promise<boolean> {
	const late = Promise.withResolvers<boolean>();
	const timer = setTimeout(() => late.resolve(false), ms);
	try {
		return await Promise.race([event.then(() => true), late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
