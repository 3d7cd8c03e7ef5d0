import { customFields } from '@aegis/shared/domain';
import type { Answer } from '../asana/failure.ts';
import type { BoardSchemaWrites } from '../asana/schema-writes.ts';
import { valueOf } from '../asana/trouble.ts';
import type { SchemaState, SchemaStep } from '../core/plan-schema.ts';

/** How often a request that the board was too busy for is made again. */
const patience = 5;

/** Carries steps out in their order. Throws BoardTrouble at the first that fails; the next plan takes up from there. */
export async function applyPlan(
	steps: readonly SchemaStep[],
	state: SchemaState,
	writes: BoardSchemaWrites,
): Promise<void> {
	const gids = new Map<string, string>();
	for (const { name, gid } of state.sections) if (!gids.has(name)) gids.set(name, gid);
	let workspace: string | null = null;
	for (const step of steps) {
		switch (step.kind) {
			case 'add-section': {
				const place = placeOf(step.after, gids, state.sections[0]?.gid);
				const { gid } = await insist(() => writes.addSection(step.name, place));
				gids.set(step.name, gid);
				break;
			}
			case 'create-field': {
				workspace ??= valueOf(await writes.workspace());
				const owner = workspace;
				const { gid } = await insist(() => writes.createField(owner, defineField(step)));
				await insist(() => writes.addFieldToProject(gid));
				break;
			}
			case 'attach-field':
				await insist(() => writes.addFieldToProject(step.fieldGid));
				break;
			case 'add-option':
				await insist(() => writes.addOption(step.fieldGid, step.option));
				break;
			case 'enable-option':
				await insist(() => writes.enableOption(step.optionGid));
				break;
		}
	}
}

/** A 429 changed nothing, so it may be repeated; the connection waits as long as the board says. */
async function insist<Value>(request: () => Promise<Answer<Value>>): Promise<Value> {
	for (let left = patience; ; left -= 1) {
		const answer = await request();
		if (answer.ok || answer.failure.kind !== 'rate-limited' || left === 0) return valueOf(answer);
	}
}

function placeOf(
	after: string | null,
	gids: ReadonlyMap<string, string>,
	first: string | undefined,
): { insert_before?: string; insert_after?: string } {
	const behind = after === null ? undefined : gids.get(after);
	if (behind !== undefined) return { insert_after: behind };
	return first === undefined ? {} : { insert_before: first };
}

function defineField({ field, name }: Extract<SchemaStep, { kind: 'create-field' }>): object {
	const definition = customFields[field];
	return {
		name,
		resource_subtype: definition.type,
		...(definition.type === 'number' ? { precision: definition.precision } : {}),
		...(definition.type === 'enum'
			? { enum_options: definition.options.map((option) => ({ name: option })) }
			: {}),
	};
}
