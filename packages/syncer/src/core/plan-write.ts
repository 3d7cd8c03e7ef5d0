import { customFields } from '@aegis/shared/domain';
import type { BoardField, BoardFieldValue, BoardTask } from './board-task.ts';
import type { FieldMap } from './field-map.ts';
import { sectionOf } from './read-card.ts';

/** The wanted state of a card, as the master commands it. An absent key is left alone, null clears. */
export interface WantedChange {
	readonly section?: string | undefined;
	readonly completed?: boolean | undefined;
	readonly agent?: string | null | undefined;
	readonly swarmStatus?: string | undefined;
	readonly sessionId?: string | null | undefined;
	readonly costUsd?: number | undefined;
	readonly maxCostUsd?: number | undefined;
	readonly mergeApproval?: string | undefined;
	readonly worktreePath?: string | null | undefined;
	readonly reason?: string | null | undefined;
}

export interface WriteRequest {
	readonly projectGid: string;
	readonly expectSection: string | null;
	readonly change: WantedChange;
	/** An earlier attempt may have been carried out, in part or whole, without our knowing. */
	readonly tried: boolean;
}

/** The body of the one update, or null when every value is as wanted. */
type Update = {
	readonly completed?: boolean;
	readonly custom_fields?: Record<string, FieldValue>;
} | null;

export type WritePlan =
	/** What it says of the cost is written all the same. */
	| { readonly kind: 'refuse'; readonly why: string; readonly update: Update }
	| { readonly kind: 'impossible'; readonly why: string }
	| {
			readonly kind: 'write';
			/** The section to move the card to, or null when it is there. */
			readonly moveTo: string | null;
			readonly update: Update;
	  };

type FieldValue = string | number | null;

export const fieldKeys = [
	'agent',
	'swarmStatus',
	'sessionId',
	'costUsd',
	'maxCostUsd',
	'mergeApproval',
	'worktreePath',
	'reason',
] as const;

/**
 * Decides what is left to write on a card that was just read. Fields the project does not have are left out; a column
 * or an option it does not have makes the write impossible.
 */
export function planWrite(request: WriteRequest, task: BoardTask, map: FieldMap): WritePlan {
	const refusal = findRefusal(request, task);
	if (refusal !== null) return { kind: 'refuse', why: refusal, update: raiseCost(request.change, task, map) };

	const { change } = request;
	const section = sectionOf(task, request.projectGid);
	const moves = change.section !== undefined && change.section !== section;
	const moveTo = moves ? (map.sections.get(change.section ?? '') ?? null) : null;
	if (moves && moveTo === null)
		return { kind: 'impossible', why: `the project has no section “${change.section}”` };

	// What a person ordered must not get lost in silence, as what Aegis would have liked to show may.
	if (change.maxCostUsd !== undefined && map.fields.maxCostUsd === undefined)
		return {
			kind: 'impossible',
			why: 'the project has no field Max Cost: say it with a tag `max-cost:…` or a line “Max Cost: …” on the card',
		};
	const values: Record<string, FieldValue> = {};
	for (const key of fieldKeys) {
		const wanted = change[key];
		const field = map.fields[key];
		if (wanted === undefined || field === undefined) continue;
		const current = task.fields.find((value) => value.gid === field.gid);
		const next = fieldValue(field, wanted, current);
		if (next.kind === 'unknown-option')
			return { kind: 'impossible', why: `the field ${field.name} has no option “${wanted}”` };
		if (next.kind === 'differs') values[field.gid] = next.value;
	}
	const completes = change.completed !== undefined && change.completed !== task.completed;
	const hasValues = Object.keys(values).length > 0;
	return {
		kind: 'write',
		moveTo,
		update:
			completes || hasValues
				? {
						...(change.completed !== undefined && completes ? { completed: change.completed } : {}),
						...(hasValues ? { custom_fields: values } : {}),
					}
				: null,
	};
}

/** A person's move or completion stands: older knowledge must not be written over it. */
function findRefusal(request: WriteRequest, task: BoardTask): string | null {
	if (request.expectSection === null) return null;
	const { change, tried } = request;
	if (isTrueAnywhere(change)) return null;
	const section = sectionOf(task, request.projectGid);
	const ours = tried && change.section !== undefined && section === change.section;
	if (section !== request.expectSection && !ours)
		return `the card is in ${section ?? 'no section'}, not in ${request.expectSection}`;
	if (task.completed && !(tried && change.completed === true)) return 'the card was completed meanwhile';
	return null;
}

/** What it has cost is true of a card wherever somebody put it, and a lost run's worker may tell it late. */
export function isTrueAnywhere(change: WantedChange): boolean {
	const told = Object.entries(change).filter(([, value]) => value !== undefined);
	return told.length > 0 && told.every(([key]) => key === 'costUsd');
}

/**
 * Nobody says again what a refused command would have said of the cost. It never lowers it: a command that was given
 * again may follow a later one.
 */
function raiseCost({ costUsd }: WantedChange, task: BoardTask, map: FieldMap): Update {
	const field = map.fields.costUsd;
	if (costUsd === undefined || field === undefined) return null;
	const current = task.fields.find((value) => value.gid === field.gid);
	const next = fieldValue(field, costUsd, current);
	const raises = next.kind === 'differs' && Number(next.value) > (current?.number ?? 0);
	return raises ? { custom_fields: { [field.gid]: next.value } } : null;
}

type NextValue =
	| { readonly kind: 'same' }
	| { readonly kind: 'unknown-option' }
	| { readonly kind: 'differs'; readonly value: FieldValue };

function fieldValue(field: BoardField, wanted: FieldValue, current: BoardFieldValue | undefined): NextValue {
	if (field.type === 'enum') {
		if (wanted === (current?.enumName ?? null)) return { kind: 'same' };
		if (wanted === null) return { kind: 'differs', value: null };
		const named = field.options.filter((option) => option.name === wanted);
		const option = named.find((candidate) => candidate.enabled);
		return option === undefined ? { kind: 'unknown-option' } : { kind: 'differs', value: option.gid };
	}
	if (field.type === 'number') {
		const value = typeof wanted === 'number' ? round(wanted) : null;
		return value === (current?.number ?? null) ? { kind: 'same' } : { kind: 'differs', value };
	}
	const text = wanted === null ? '' : fitText(String(wanted));
	if (text === (current?.text ?? '')) return { kind: 'same' };
	return { kind: 'differs', value: text === '' ? null : text };
}

/** The board keeps no more digits than the field has; finer values would look changed for ever. */
function round(value: number): number {
	const scale = 10 ** customFields.costUsd.precision;
	return Math.round(value * scale) / scale;
}

/** Asana keeps at most 1,024 characters in a text field. */
const maxTextField = 1_024;

function fitText(text: string): string {
	return text.length <= maxTextField ? text : `${text.slice(0, maxTextField - 1)}…`;
}
