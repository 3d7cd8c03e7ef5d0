import test from 'ava';
import * as fc from 'fast-check';
import { agentNames, customFields, sections } from '@aegis/shared/domain';
import type { BoardField } from '../../src/core/board-task.ts';
import { fieldKeys, findGaps, mapFields, prefixedName } from '../../src/core/field-map.ts';
import { describeStep, planSchema, type SchemaState, type SchemaStep } from '../../src/core/plan-schema.ts';

const empty: SchemaState = { sections: [], projectFields: [], workspaceFields: [] };

/** What the board is after the step, as Asana would make it. */
function carryOut(state: SchemaState, step: SchemaStep): SchemaState {
	const change = (alter: (field: BoardField) => BoardField): SchemaState => ({
		...state,
		projectFields: state.projectFields.map(alter),
		workspaceFields: state.workspaceFields.map(alter),
	});
	switch (step.kind) {
		case 'add-section': {
			const at = state.sections.findIndex(({ name }) => name === step.after) + 1;
			const section = { gid: `new ${step.name}`, name: step.name };
			return { ...state, sections: state.sections.toSpliced(at, 0, section) };
		}
		case 'create-field': {
			const definition = customFields[step.field];
			const names = definition.type === 'enum' ? definition.options : [];
			const options = names.map((name) => ({ gid: `${step.field} ${name}`, name, enabled: true }));
			const field = { gid: `new ${step.field}`, name: step.name, type: definition.type, options };
			return {
				...state,
				projectFields: [...state.projectFields, field],
				workspaceFields: [...state.workspaceFields, field],
			};
		}
		case 'attach-field': {
			const field = state.workspaceFields.find(({ gid }) => gid === step.fieldGid);
			if (field === undefined) throw new Error(`the workspace has no field ${step.fieldGid}`);
			return { ...state, projectFields: [...state.projectFields, field] };
		}
		case 'add-option':
			return change((field) =>
				field.gid === step.fieldGid
					? {
							...field,
							options: [
								...field.options,
								{ gid: `${field.gid} ${step.option}`, name: step.option, enabled: true },
							],
						}
					: field,
			);
		case 'enable-option':
			return change((field) => ({
				...field,
				options: field.options.map((option) =>
					option.gid === step.optionGid ? { ...option, enabled: true } : option,
				),
			}));
	}
}

function carryOutAll(state: SchemaState): SchemaState {
	return planSchema(state).steps.reduce(carryOut, state);
}

const whole = carryOutAll(empty);

test('an empty project gets everything, in board order', (t) => {
	const plan = planSchema(empty);
	t.deepEqual(plan.warnings, []);
	t.deepEqual(plan.blocked, []);
	t.is(plan.steps.length, sections.length + fieldKeys.length);
	t.is(describeStep(plan.steps[0] ?? t.fail()), 'add section Drafts before all others');
	t.deepEqual(
		whole.sections.map(({ name }) => name),
		[...sections],
	);
	t.deepEqual(planSchema(whole), { steps: [], warnings: [], blocked: [] });
});

test('a missing section goes behind its neighbour, whatever a person put between', (t) => {
	const names = ['Drafts', 'Ideas', 'Planning', 'Done'];
	const after = carryOutAll({ ...whole, sections: names.map((name) => ({ gid: name, name })) });
	t.deepEqual(
		after.sections.map(({ name }) => name),
		[
			'Drafts',
			'Clarification Needed',
			'Ideas',
			'Planning',
			'Ready Queue',
			'In Progress',
			'Review',
			'Merging',
			'Done',
		],
	);
	t.deepEqual(planSchema(after), {
		steps: [],
		warnings: ['The section Ideas means nothing to Aegis; it is left alone.'],
		blocked: [],
	});
});

test('two sections of one name are told once', (t) => {
	const twice = { ...whole, sections: [...whole.sections, { gid: 'again', name: 'Done' }] };
	t.deepEqual(planSchema(twice).warnings, [
		'There are several sections named Done; Aegis moves cards to the first.',
	]);
});

test('a field of another type is left alone and ours takes the prefix', (t) => {
	const cost: BoardField = { gid: '1', name: 'Cost', type: 'text', options: [] };
	const plan = planSchema({
		...whole,
		projectFields: [...whole.projectFields.filter(({ name }) => name !== 'Cost'), cost],
	});
	t.deepEqual(plan.steps, [{ kind: 'create-field', field: 'costUsd', name: 'Aegis Cost' }]);
	t.regex(plan.warnings.join(), /field Cost of type text, not number; Aegis uses Aegis Cost/);

	const prefixed: BoardField = { gid: '2', name: 'Aegis Cost', type: 'enum', options: [] };
	const stuck = planSchema({ ...empty, workspaceFields: [cost, prefixed] });
	t.false(stuck.steps.some((step) => step.kind === 'create-field' && step.field === 'costUsd'));
	t.regex(stuck.blocked.join(), /Cost and Aegis Cost are both not of type number/);
});

test('a field of the workspace is taken over with the options it lacks, disabled ones enabled', (t) => {
	const options = agentNames
		.slice(1)
		.map((name) => ({ gid: `option ${name}`, name, enabled: name !== 'Merger' }));
	const agent: BoardField = { gid: '7', name: 'Agent', type: 'enum', options };
	const plan = planSchema({ ...empty, sections: whole.sections, workspaceFields: [agent] });
	t.deepEqual(plan.steps.slice(0, 3).map(describeStep), [
		'take field Agent from the workspace',
		'add option Triage to field Agent',
		'enable option Merger of field Agent',
	]);
});

const field = fc
	.record({
		key: fc.constantFrom(...fieldKeys),
		prefixed: fc.boolean(),
		type: fc.constantFrom('enum', 'number', 'text', 'date'),
		options: fc.uniqueArray(
			fc.record({
				name: fc.constantFrom<string>('Idle', 'Running', 'Approved', ...agentNames),
				enabled: fc.boolean(),
			}),
			{ selector: ({ name }) => name },
		),
	})
	.map(({ key, prefixed, type, options }) => ({
		name: prefixed ? prefixedName(key) : customFields[key].name,
		type,
		options: options.map((option) => ({ gid: `${key} ${prefixed} ${option.name}`, ...option })),
	}));

const someState: fc.Arbitrary<SchemaState> = fc
	.record({
		names: fc.array(fc.constantFrom<string>(...sections, 'Ideas', 'Untitled section'), { maxLength: 12 }),
		// One field of a name per workspace; the project has taken some of them.
		fields: fc.uniqueArray(fc.tuple(field, fc.boolean()), { selector: ([{ name }]) => name, maxLength: 16 }),
	})
	.map(({ names, fields }) => {
		const all = fields.map(([given, taken], index) => ({ taken, field: { gid: `f${index}`, ...given } }));
		return {
			sections: names.map((name, index) => ({ gid: `s${index}`, name })),
			workspaceFields: all.map((entry) => entry.field),
			projectFields: all.filter(({ taken }) => taken).map((entry) => entry.field),
		};
	});

test('a plan carried out leaves nothing to do, and takes nothing away', (t) => {
	fc.assert(
		fc.property(someState, (before) => {
			const after = carryOutAll(before);
			const again = planSchema(after);
			t.deepEqual(again.steps, []);
			t.deepEqual(again.blocked, planSchema(before).blocked);
			const kept = new Set(before.sections.map(({ gid }) => gid));
			t.deepEqual(
				after.sections.filter(({ gid }) => kept.has(gid)),
				before.sections,
			);
			if (again.blocked.length === 0) {
				const gaps = findGaps(mapFields(after.sections, after.projectFields));
				t.deepEqual(gaps, { sections: [], fields: [], options: [] });
			}
		}),
	);
});

test('a plan broken off anywhere is taken up by the next one', (t) => {
	fc.assert(
		fc.property(someState, fc.nat(30), (before, done) => {
			const halfway = planSchema(before).steps.slice(0, done).reduce(carryOut, before);
			t.deepEqual(planSchema(carryOutAll(halfway)).steps, []);
		}),
	);
});
