/**
 * What a worker tells its guard, one line of JSON each: until when what runs in a scope may live, in milliseconds of the
 * machine's monotonic clock; null when it need not be watched any more.
 */
export interface Order {
	readonly scope: string;
	readonly until: number | null;
}
