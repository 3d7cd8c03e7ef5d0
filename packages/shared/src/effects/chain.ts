import { createHash } from 'node:crypto';

/** What a record is known by to those after it: base64url of the SHA-256 of its line, without the line break. */
export function linkOf(line: string): string {
	return createHash('sha256').update(line).digest('base64url');
}

/** One record as it lies in a log. */
export interface Linked {
	readonly link: string;
	/** The link of the one its writer wrote before, or found at the end of the log when it began; empty: of none. */
	readonly prev: string | undefined;
	/** Which process wrote it: two may write one log when the first does not know yet that it has been replaced. */
	readonly life: string | undefined;
}

/**
 * What is wrong with a log, first to last: null when no record was taken out, changed, put in or moved. `pruned` is for
 * a log whose oldest part was thrown away as it should be: its first record then follows one nobody has any more. What
 * was written before logs were linked stands at the beginning and is taken as it is. That its end is still there a log
 * cannot tell by itself.
 */
export function judgeChain(records: readonly Linked[], options: { readonly pruned: boolean }): string | null {
	const seen = new Set<string>();
	const lastOf = new Map<string, string>();
	let linked = false;
	for (const [index, { link, prev, life }] of records.entries()) {
		if (prev === undefined) {
			if (linked) return `record ${index + 1} has no link to the one before`;
		} else {
			const own = life === undefined ? undefined : lastOf.get(life);
			const follows = own === undefined ? seen.has(prev) || (prev === '' && seen.size === 0) : own === prev;
			const first = options.pruned && index === 0;
			// Of a life whose beginning was pruned, what it wrote before is not there either.
			if (!follows && !first) return `record ${index + 1} does not follow what stands before it`;
			linked = true;
		}
		seen.add(link);
		if (life !== undefined) lastOf.set(life, link);
	}
	return null;
}
