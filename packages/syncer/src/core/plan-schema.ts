import { customFields, isSection, sections, type FieldKey } from '@aegis/shared/domain';
import type { BoardField, BoardSection } from './board-task.ts';
import { fieldKeys, findField, prefixedName } from './field-map.ts';

/** What a project and its workspace have. */
export interface SchemaState {
	/** In board order. */
	readonly sections: readonly BoardSection[];
	readonly projectFields: readonly BoardField[];
	/** Fields any project of the workspace may take; needed only where the project lacks one. */
	readonly workspaceFields: readonly BoardField[];
}

/** One change that brings a project nearer to Aegis's schema. A step may name what an earlier one creates. */
export type SchemaStep =
	/** `after` is the section it goes behind; null is before all others. */
	| { readonly kind: 'add-section'; readonly name: string; readonly after: string | null }
	/** In the workspace, with its options, and then in the project. */
	| { readonly kind: 'create-field'; readonly field: FieldKey; readonly name: string }
	/** One that the workspace has already. */
	| {
			readonly kind: 'attach-field';
			readonly field: FieldKey;
			readonly fieldGid: string;
			readonly name: string;
	  }
	| {
			readonly kind: 'add-option';
			readonly fieldGid: string;
			readonly fieldName: string;
			readonly option: string;
	  }
	| {
			readonly kind: 'enable-option';
			readonly optionGid: string;
			readonly fieldName: string;
			readonly option: string;
	  };

export interface SchemaPlan {
	readonly steps: readonly SchemaStep[];
	/** What a person should know; nothing to do about it. */
	readonly warnings: readonly string[];
	/** What no step can bring about: a person has to. */
	readonly blocked: readonly string[];
}

/** Decides what a project lacks. What is there stays as it is: nothing is renamed, moved or removed. */
export function planSchema(state: SchemaState): SchemaPlan {
	const plans = fieldKeys.map((key) => planField(key, state));
	return {
		steps: [...planSections(state.sections), ...plans.flatMap(({ steps }) => steps)],
		warnings: [...warnOfSections(state.sections), ...plans.flatMap(({ warnings }) => warnings)],
		blocked: plans.flatMap(({ blocked }) => blocked),
	};
}

/** Each missing section goes behind the one before it in the schema; the first one before all others. */
function planSections(known: readonly BoardSection[]): SchemaStep[] {
	const names = new Set(known.map(({ name }) => name));
	return sections.flatMap((name, index) =>
		names.has(name) ? [] : [{ kind: 'add-section', name, after: sections[index - 1] ?? null } as const],
	);
}

function warnOfSections(known: readonly BoardSection[]): string[] {
	const names = known.map(({ name }) => name);
	return names
		.filter((name, index) => names.indexOf(name) === index)
		.flatMap((name) => {
			if (!isSection(name)) return [`The section ${name} means nothing to Aegis; it is left alone.`];
			return names.filter((other) => other === name).length > 1
				? [`There are several sections named ${name}; Aegis moves cards to the first.`]
				: [];
		});
}

function planField(key: FieldKey, { projectFields, workspaceFields }: SchemaState): SchemaPlan {
	const inProject = findField(key, projectFields);
	if (inProject !== undefined) return { steps: planOptions(key, inProject), warnings: [], blocked: [] };

	const all = [...projectFields, ...workspaceFields];
	const { name, type } = customFields[key];
	const taken = all.find((field) => field.name.trim() === name && field.type !== type);
	// Two fields of one name in a project would be a riddle to people.
	const shared = findField(
		key,
		workspaceFields.filter((field) => taken === undefined || field.name.trim() !== name),
	);
	const used = shared?.name.trim() ?? (taken === undefined ? name : prefixedName(key));
	const warnings =
		taken === undefined || used === name
			? []
			: [`There is a field ${name} of type ${taken.type}, not ${type}; Aegis uses ${used} instead.`];
	if (shared !== undefined) {
		const attach = { kind: 'attach-field', field: key, fieldGid: shared.gid, name: used } as const;
		return { steps: [attach, ...planOptions(key, shared)], warnings, blocked: [] };
	}
	if (all.some((field) => field.name.trim() === used)) {
		const why = `The fields ${name} and ${used} are both not of type ${type}; rename one of them.`;
		return { steps: [], warnings: [], blocked: [why] };
	}
	return { steps: [{ kind: 'create-field', field: key, name: used }], warnings, blocked: [] };
}

function planOptions(key: FieldKey, field: BoardField): SchemaStep[] {
	const definition = customFields[key];
	if (definition.type !== 'enum') return [];
	const fieldName = field.name.trim();
	return definition.options.flatMap((option): SchemaStep[] => {
		const named = field.options.filter(({ name }) => name === option);
		const [disabled] = named;
		if (named.some(({ enabled }) => enabled)) return [];
		return disabled === undefined
			? [{ kind: 'add-option', fieldGid: field.gid, fieldName, option }]
			: [{ kind: 'enable-option', optionGid: disabled.gid, fieldName, option }];
	});
}

/** A step as a line for people. */
export function describeStep(step: SchemaStep): string {
	switch (step.kind) {
		case 'add-section':
			return `add section ${step.name} ${step.after === null ? 'before all others' : `after ${step.after}`}`;
		case 'create-field':
			return `create field ${step.name} (${customFields[step.field].type})`;
		case 'attach-field':
			return `take field ${step.name} from the workspace`;
		case 'add-option':
			return `add option ${step.option} to field ${step.fieldName}`;
		case 'enable-option':
			return `enable option ${step.option} of field ${step.fieldName}`;
	}
}
