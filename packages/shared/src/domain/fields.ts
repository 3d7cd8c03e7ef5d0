import { agentNames } from './agents.ts';

export const swarmStatuses = ['Idle', 'Running', 'Blocked', 'Complete'] as const;
export type SwarmStatus = (typeof swarmStatuses)[number];

export const mergeApprovals = ['Auto-Approve', 'Manual Check', 'Approved'] as const;
export type MergeApproval = (typeof mergeApprovals)[number];

export type FieldDefinition =
	| { readonly name: string; readonly type: 'enum'; readonly options: readonly string[] }
	| { readonly name: string; readonly type: 'number'; readonly precision: number }
	| { readonly name: string; readonly type: 'text' };

/** The custom fields Aegis keeps on every card. Cost and Max Cost are US dollars. */
export const customFields = {
	agent: { name: 'Agent', type: 'enum', options: agentNames },
	swarmStatus: { name: 'Swarm Status', type: 'enum', options: swarmStatuses },
	sessionId: { name: 'Session ID', type: 'text' },
	costUsd: { name: 'Cost', type: 'number', precision: 4 },
	maxCostUsd: { name: 'Max Cost', type: 'number', precision: 2 },
	mergeApproval: { name: 'Merge Approval', type: 'enum', options: mergeApprovals },
	worktreePath: { name: 'Worktree Path', type: 'text' },
	reason: { name: 'Reason', type: 'text' },
} as const satisfies Record<string, FieldDefinition>;

export type FieldKey = keyof typeof customFields;
