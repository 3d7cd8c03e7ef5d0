/** The machine's monotonic clock in milliseconds: the same in every process, unlike `performance.now()`. */
export function readMonotonic(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

const offset = readMonotonic() - performance.now();

/** What a time of this process's `performance.now()` is on the machine's clock. */
export function toMonotonic(performanceTime: number): number {
	return performanceTime + offset;
}
