import { customFields, sections, type FieldKey } from '@aegis/shared/domain';
import { describeFailure } from '../asana/failure.ts';
import type { BoardReads } from '../asana/reads.ts';
import type { BoardSchemaWrites } from '../asana/schema-writes.ts';
import { valueOf } from '../asana/trouble.ts';
import type { BoardField, BoardSection } from '../core/board-task.ts';
import { fieldKeys, findField, findGaps, mapFields, prefixedName } from '../core/field-map.ts';

/** What was missing and is there now. `skipped` says why fields could not be added. */
export interface SchemaReport {
	readonly sections: readonly string[];
	readonly fields: readonly string[];
	readonly options: readonly string[];
	readonly skipped: string | null;
}

/**
 * Gives a project the sections, fields and options that it lacks; what is there stays as it is. Doing it twice is
 * doing it once. Throws BoardTrouble.
 */
export async function ensureSchema(reads: BoardReads, writes: BoardSchemaWrites): Promise<SchemaReport> {
	const addedSections = await addSections(valueOf(await reads.sections()), writes);
	const known = await reads.fields();
	if (!known.ok && known.failure.kind === 'payment-required') {
		return { sections: addedSections, fields: [], options: [], skipped: describeFailure(known.failure) };
	}
	const gaps = findGaps(mapFields([], valueOf(known)));
	const fields =
		gaps.fields.length === 0 ? { added: [], skipped: null } : await addFields(gaps.fields, writes);
	// Fields taken over from the workspace may lack options too.
	const { options } = findGaps(mapFields([], valueOf(await reads.fields())));
	for (const option of options) valueOf(await writes.addOption(option.fieldGid, option.name));
	return {
		sections: addedSections,
		fields: fields.added,
		options: options.map((option) => `${customFields[option.field].name}: ${option.name}`),
		skipped: fields.skipped,
	};
}

/** Each missing section goes behind the one before it in board order; the first one before all others. */
async function addSections(known: readonly BoardSection[], writes: BoardSchemaWrites): Promise<string[]> {
	const added: string[] = [];
	let before: string | null = null;
	for (const name of sections) {
		let gid = known.find((section) => section.name === name)?.gid;
		if (gid === undefined) {
			const first: string | undefined = known[0]?.gid;
			const place: { insert_before?: string; insert_after?: string } =
				before === null ? (first === undefined ? {} : { insert_before: first }) : { insert_after: before };
			gid = valueOf(await writes.addSection(name, place)).gid;
			added.push(name);
		}
		before = gid;
	}
	return added;
}

async function addFields(
	missing: readonly FieldKey[],
	writes: BoardSchemaWrites,
): Promise<{ added: string[]; skipped: string | null }> {
	const added: string[] = [];
	const workspace = valueOf(await writes.workspace());
	const inWorkspace = await writes.workspaceFields(workspace);
	if (!inWorkspace.ok && inWorkspace.failure.kind === 'payment-required')
		return { added, skipped: describeFailure(inWorkspace.failure) };
	for (const key of fieldKeys.filter((candidate) => missing.includes(candidate))) {
		const gid = await findOrCreate(key, workspace, valueOf(inWorkspace), writes);
		if (typeof gid !== 'string') return { added, skipped: gid.skipped };
		valueOf(await writes.addFieldToProject(gid));
		added.push(customFields[key].name);
	}
	return { added, skipped: null };
}

/** A workspace has one field per name: one of the right type is shared, one of another type makes ours take a prefix. */
async function findOrCreate(
	key: FieldKey,
	workspace: string,
	inWorkspace: readonly BoardField[],
	writes: BoardSchemaWrites,
): Promise<string | { skipped: string }> {
	const shared = findField(key, inWorkspace);
	if (shared !== undefined) return shared.gid;
	const definition = customFields[key];
	const taken = inWorkspace.some((field) => field.name.trim() === definition.name);
	const created = await writes.createField(workspace, {
		name: taken ? prefixedName(key) : definition.name,
		resource_subtype: definition.type,
		...(definition.type === 'number' ? { precision: definition.precision } : {}),
		...(definition.type === 'enum' ? { enum_options: definition.options.map((name) => ({ name })) } : {}),
	});
	if (!created.ok && created.failure.kind === 'payment-required')
		return { skipped: describeFailure(created.failure) };
	return valueOf(created).gid;
}
