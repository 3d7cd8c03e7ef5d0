import { columns, flags, ref } from './shape.ts';
import type { Shape, Value } from './shape.ts';

export interface WebhookRow {
	readonly gid: string;
	readonly resource: string;
	readonly target: string;
	readonly active: number;
	readonly secret: string;
	readonly filters: string;
	readonly owner: string;
	readonly created_at: string;
	readonly cursor: number;
	readonly last_success_at: string | null;
	readonly last_failure_at: string | null;
	readonly last_failure_content: string;
	readonly failing_since: string | null;
	readonly delivery_retry_count: number;
	readonly next_attempt_after: string | null;
	readonly heartbeat_at: string;
}

export const webhook: Shape<WebhookRow> = {
	table: 'webhooks',
	compact: ['gid', 'resource_type', 'active', 'resource', 'target'],
	full: [
		'gid',
		'resource_type',
		'active',
		'resource',
		'target',
		'created_at',
		'last_success_at',
		'last_failure_at',
		'last_failure_content',
		'delivery_retry_count',
		'next_attempt_after',
		'failure_deletion_timestamp',
		'filters',
	],
	fields: {
		...columns<WebhookRow>('gid', 'target', 'created_at', 'last_failure_content', 'delivery_retry_count'),
		...flags<WebhookRow>('active'),
		resource_type: () => 'webhook',
		resource: (row, view) => ref(view.store.typeOf(row.resource) ?? 'project', row.resource),
		last_success_at: (row) => row.last_success_at ?? undefined,
		last_failure_at: (row) => row.last_failure_at ?? undefined,
		next_attempt_after: (row) => row.next_attempt_after ?? undefined,
		failure_deletion_timestamp: (row) =>
			row.failing_since === null
				? undefined
				: new Date(Date.parse(row.failing_since) + 86_400_000).toISOString(),
		filters: (row) => JSON.parse(row.filters) as Value,
	},
};
