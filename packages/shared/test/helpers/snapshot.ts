import type { CardSnapshot } from '../../src/domain.ts';

/** A card a person has just put into Ready Queue, as it is read from a board, with `change` on top. */
export function snapshot(change: Partial<CardSnapshot> = {}): CardSnapshot {
	return {
		gid: 'card-1',
		projectGid: 'project-1',
		name: 'Add a greeting',
		notes: 'Say hello.',
		url: null,
		section: 'Ready Queue',
		completed: false,
		agent: null,
		swarmStatus: null,
		sessionId: null,
		costUsd: null,
		maxCostUsd: null,
		mergeApproval: null,
		reason: null,
		dependencies: [],
		comments: [],
		rank: null,
		dueOn: null,
		tags: [],
		priority: null,
		assigneeGid: null,
		subtasks: [],
		attachments: [],
		createdByGid: 'person',
		movedByGid: null,
		approvedByGid: null,
		modifiedAt: '2030-01-01T00:00:00.000Z',
		...change,
	};
}
