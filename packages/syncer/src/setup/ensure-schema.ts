import { describeFailure } from '../asana/failure.ts';
import type { BoardReads } from '../asana/reads.ts';
import type { BoardSchemaWrites } from '../asana/schema-writes.ts';
import { valueOf } from '../asana/trouble.ts';
import { findGaps, mapFields } from '../core/field-map.ts';
import { describeStep, planSchema, type SchemaState } from '../core/plan-schema.ts';
import { applyPlan } from './apply-plan.ts';

/** What was missing, as lines for people: there now, or with `dryRun` what would be done. */
export interface SchemaReport {
	readonly dryRun: boolean;
	readonly steps: readonly string[];
	/** What is as it should not be and is left so. */
	readonly warnings: readonly string[];
	/** What only a person can mend. */
	readonly blocked: readonly string[];
	/** Why there can be no fields: the board's plan does not include them. */
	readonly skipped: string | null;
}

/**
 * Gives a project the sections, fields and options that it lacks; what is there stays as it is. Doing it twice is
 * doing it once. Throws BoardTrouble.
 */
export async function ensureSchema(
	reads: BoardReads,
	writes: BoardSchemaWrites,
	{ dryRun }: { readonly dryRun: boolean },
): Promise<SchemaReport> {
	const { state, skipped } = await readState(reads, writes);
	const { steps: wanted, warnings, blocked } = planSchema(state);
	const steps = skipped === null ? wanted : wanted.filter(({ kind }) => kind === 'add-section');
	if (!dryRun) await applyPlan(steps, state, writes);
	return {
		dryRun,
		steps: steps.map(describeStep),
		warnings,
		blocked: skipped === null ? blocked : [],
		skipped,
	};
}

async function readState(
	reads: BoardReads,
	writes: BoardSchemaWrites,
): Promise<{ state: SchemaState; skipped: string | null }> {
	const sections = valueOf(await reads.sections());
	const known = await reads.fields();
	if (!known.ok && known.failure.kind === 'payment-required')
		return {
			state: { sections, projectFields: [], workspaceFields: [] },
			skipped: describeFailure(known.failure),
		};
	const projectFields = valueOf(known);
	// A workspace may have thousands of fields: they are asked for only when they matter.
	if (findGaps(mapFields([], projectFields)).fields.length === 0)
		return { state: { sections, projectFields, workspaceFields: [] }, skipped: null };
	const inWorkspace = await writes.workspaceFields(valueOf(await writes.workspace()));
	const refused = !inWorkspace.ok && inWorkspace.failure.kind === 'payment-required';
	return {
		state: { sections, projectFields, workspaceFields: refused ? [] : valueOf(inWorkspace) },
		skipped: refused ? describeFailure(inWorkspace.failure) : null,
	};
}
