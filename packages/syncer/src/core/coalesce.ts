import type { FieldMap } from './field-map.ts';
import { fieldKeys, isTrueAnywhere, type WantedChange } from './plan-write.ts';

/** What two commands of one card are compared by. */
export interface Command {
	readonly seq: number;
	readonly expectSection: string | null;
	readonly change: WantedChange;
	readonly comment: object | null;
}

/** Commands that are written as one, in order. */
export interface Batch<Write extends Command> {
	/** The last one, with all that the others want too. */
	readonly merged: Write;
	readonly members: readonly [Write, ...Write[]];
}

/**
 * The first of a card's waiting commands, and those after it that can be written with it: a later value makes an
 * earlier one pointless. The board ends as if they had been written one by one, and all of them end alike, because
 *
 * - only the last may move or complete the card, so that all expectations are about the same place, and what is written
 *   wherever the card is goes by itself;
 * - each is possible by itself, so that none ends otherwise than the whole;
 * - at most one brings a comment, and none is left out.
 */
export function coalesce<Write extends Command>(
	writes: readonly [Write, ...Write[]],
	map: FieldMap,
): Batch<Write> {
	const [first] = writes;
	const members: [Write, ...Write[]] = [first];
	let merged = first;
	for (const next of writes.slice(1)) {
		const follows = next.seq === merged.seq + 1 && next.expectSection === first.expectSection;
		const stays = merged.change.section === undefined && merged.change.completed === undefined;
		if (!follows || !stays || (merged.comment !== null && next.comment !== null)) break;
		if (!isPossible(merged.change, map) || !isPossible(next.change, map)) break;
		const guarded = next.expectSection !== null;
		if (guarded && isTrueAnywhere(merged.change) !== isTrueAnywhere(next.change)) break;
		merged = {
			...next,
			change: { ...merged.change, ...next.change },
			comment: next.comment ?? merged.comment,
		};
		members.push(next);
	}
	return { merged, members };
}

/** Whether the project has every column and option that the change names. */
function isPossible(change: WantedChange, map: FieldMap): boolean {
	if (change.section !== undefined && !map.sections.has(change.section)) return false;
	return fieldKeys.every((key) => {
		const wanted = change[key];
		const field = map.fields[key];
		if (wanted === undefined || wanted === null || field?.type !== 'enum') return true;
		return field.options.some((option) => option.name === wanted && option.enabled);
	});
}
