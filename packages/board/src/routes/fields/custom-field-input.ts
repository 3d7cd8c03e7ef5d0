import { badRequest, missingInput } from '../../core/errors.ts';
import { isObject, readBoolean, readNumber, readString, readWord, requireString } from '../../core/input.ts';
import type { Input } from '../../core/input.ts';
import type { NewOption } from '../../store/fields/custom-fields.ts';
import type { Bindable } from '../../store/rows/database.ts';
import { withoutAbsent } from '../projects/projects.ts';

const subtypes = ['text', 'enum', 'multi_enum', 'number', 'date', 'people'] as const;
const formats = ['none', 'currency', 'percentage', 'custom', 'identifier', 'duration'] as const;
const labelPositions = ['prefix', 'suffix'] as const;

/** The colors Asana gives options in turn when none is named. */
const colors = [
	'none',
	'red',
	'orange',
	'yellow-orange',
	'yellow',
	'yellow-green',
	'green',
	'blue-green',
	'aqua',
	'blue',
	'indigo',
	'purple',
	'magenta',
	'hot-pink',
	'pink',
	'cool-gray',
];

export interface FieldInput {
	readonly row: Record<string, Bindable> & { readonly name: string };
	readonly options: readonly NewOption[];
}

/** Reads a whole new definition. */
export function readNewField(input: Input): FieldInput {
	const subtype = readWord(input, 'resource_subtype', subtypes) ?? readWord(input, 'type', subtypes);
	if (subtype === undefined) throw missingInput('resource_subtype');
	const name = requireString(input, 'name');
	const options = readOptions(input);
	if (options.length > 0 && !subtype.endsWith('enum'))
		throw badRequest('enum_options: Only allowed for enum custom fields');
	return { row: { ...readFieldPatch(input), name, resource_subtype: subtype }, options };
}

/** Reads what may be changed on a definition. */
export function readFieldPatch(input: Input): Record<string, Bindable> {
	const precision = readNumber(input, 'precision');
	if (precision !== undefined && (!Number.isInteger(precision) || precision < 0 || precision > 6)) {
		throw badRequest('precision: Must be an integer between 0 and 6');
	}
	const notify = readBoolean(input, 'has_notifications_enabled');
	return withoutAbsent({
		name: input['name'] === undefined ? undefined : requireString(input, 'name'),
		description: readString(input, 'description'),
		precision,
		format: readWord(input, 'format', formats),
		currency_code: input['currency_code'] === null ? null : readString(input, 'currency_code'),
		custom_label: input['custom_label'] === null ? null : readString(input, 'custom_label'),
		custom_label_position: readWord(input, 'custom_label_position', labelPositions),
		has_notifications_enabled: notify === undefined ? undefined : Number(notify),
	});
}

function readOptions(input: Input): readonly NewOption[] {
	const value = input['enum_options'];
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) throw badRequest('enum_options: Not an Array');
	return value.map((item, index) => {
		if (!isObject(item)) throw badRequest('enum_options: Not an Object');
		return readOption(item, index);
	});
}

/** Reads one new option; its color follows from its place when none is given. */
export function readOption(input: Input, index: number): NewOption {
	return {
		name: requireString(input, 'name'),
		color: readString(input, 'color') ?? colors[index % colors.length] ?? 'none',
		enabled: readBoolean(input, 'enabled') ?? true,
	};
}
