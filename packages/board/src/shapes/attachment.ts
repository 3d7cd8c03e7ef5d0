import { columns, flags, Ref } from './shape.ts';
import type { Shape } from './shape.ts';

export interface AttachmentRow {
	readonly gid: string;
	readonly parent: string;
	readonly name: string;
	readonly resource_subtype: string;
	readonly created_at: string;
	readonly host: string;
	readonly size: number | null;
	readonly url: string | null;
	readonly content_type: string | null;
	readonly connected_to_app: number;
}

export const attachment: Shape<AttachmentRow> = {
	table: 'attachments',
	compact: ['gid', 'resource_type', 'name', 'resource_subtype'],
	full: [
		'gid',
		'resource_type',
		'name',
		'resource_subtype',
		'connected_to_app',
		'created_at',
		'download_url',
		'host',
		'parent',
		'permanent_url',
		'size',
		'view_url',
	],
	fields: {
		...columns<AttachmentRow>('gid', 'name', 'resource_subtype', 'created_at', 'host'),
		...flags<AttachmentRow>('connected_to_app'),
		resource_type: () => 'attachment',
		size: (row) => row.size ?? undefined,
		download_url: (row, view) => row.url ?? view.store.downloadUrl(row.gid),
		view_url: (row, view) => row.url ?? view.store.downloadUrl(row.gid),
		permanent_url: (row) =>
			row.host === 'asana' ? `https://app.asana.com/app/asana/-/get_asset?asset_id=${row.gid}` : row.url,
		parent: (row, view) => new Ref(view.store.typeOf(row.parent) ?? 'task', row.parent),
	},
};
