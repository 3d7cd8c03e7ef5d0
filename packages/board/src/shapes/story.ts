import { likeFields } from './likes.ts';
import { columns, flags, Ref, ref } from './shape.ts';
import type { Shape, Value } from './shape.ts';

/** What a system story is about; mentions of resources as `{type, gid}`. */
export type StoryDetail = Readonly<Record<string, DetailValue>>;
type DetailValue = string | number | null | { readonly type: string; readonly gid: string };

export interface StoryRow {
	readonly gid: string;
	readonly task: string;
	readonly type: 'comment' | 'system';
	readonly resource_subtype: string;
	readonly text: string;
	readonly html_text: string;
	readonly created_by: string;
	readonly created_at: string;
	readonly is_pinned: number;
	readonly is_edited: number;
	readonly sticker_name: string | null;
	readonly detail: string;
}

/** Fields a story has only when its subtype is about them. */
const detailNames = [
	'assignee',
	'follower',
	'old_section',
	'new_section',
	'task',
	'project',
	'tag',
	'custom_field',
	'dependency',
	'old_name',
	'new_name',
	'old_text_value',
	'new_text_value',
	'old_number_value',
	'new_number_value',
	'old_enum_value',
	'new_enum_value',
	'old_approval_status',
	'new_approval_status',
	'old_resource_subtype',
	'new_resource_subtype',
	'duplicated_from',
] as const;

export const story: Shape<StoryRow> = {
	table: 'stories',
	compact: ['gid', 'resource_type', 'created_at', 'created_by', 'resource_subtype', 'text'],
	full: [
		'gid',
		'resource_type',
		'created_at',
		'created_by',
		'resource_subtype',
		'text',
		'type',
		'source',
		'target',
		'is_pinned',
		'is_editable',
		'is_edited',
		'hearted',
		'hearts',
		'num_hearts',
		'liked',
		'likes',
		'num_likes',
		'previews',
		'reaction_summary',
		'sticker_name',
		...detailNames,
	],
	fields: {
		...columns<StoryRow>('gid', 'created_at', 'resource_subtype', 'text', 'type', 'html_text'),
		...likeFields,
		...Object.fromEntries(detailNames.map((name) => [name, (row: StoryRow) => readDetail(row, name)])),
		resource_type: () => 'story',
		created_by: (row) => ref('user', row.created_by),
		is_pinned: (row) => (row.type === 'comment' ? row.is_pinned === 1 : undefined),
		is_editable: (row, view) => row.type === 'comment' && row.created_by === view.user,
		...flags<StoryRow>('is_edited'),
		sticker_name: (row) => row.sticker_name ?? undefined,
		previews: () => [],
		reaction_summary: () => [],
		source: () => 'api',
		target: (row) => ref('task', row.task),
	},
};

function readDetail(row: StoryRow, name: string): Value {
	const value = (JSON.parse(row.detail) as StoryDetail)[name];
	return typeof value === 'object' && value !== null ? new Ref(value.type, value.gid) : value;
}
