import type { CardView, RunView, StatusView } from '../../src/api/views.ts';

/** A time at which views of tests are looked at, in milliseconds since the epoch. */
export const noon = Date.UTC(2030, 0, 1, 12);

/** A run that is under way. */
export function runOf(values: Partial<RunView>): RunView {
	return {
		runId: 'run-1',
		cardGid: '1',
		cardName: 'Add a farewell',
		projectGid: 'p',
		agent: 'Worker',
		attempt: 1,
		epoch: 1,
		state: 'running',
		outcome: null,
		message: null,
		costUsd: null,
		workerId: 'w1',
		queuedAt: noon - 70_000,
		startedAt: noon - 65_000,
		finishedAt: null,
		activity: 'Edit src/farewell.ts',
		tokens: null,
		models: [],
		...values,
	};
}

/** A card that an agent is at. */
export function cardOf(values: Partial<CardView>): CardView {
	return {
		gid: '1',
		projectGid: 'p',
		name: 'Add a farewell',
		url: null,
		section: 'In Progress',
		agent: 'Worker',
		completed: false,
		state: 'running',
		reason: null,
		needs: null,
		untilMs: null,
		asks: null,
		head: null,
		costUsd: 0.12,
		maxCostUsd: 2,
		run: null,
		changedAt: noon - 60_000,
		...values,
	};
}

/** A status of an installation where nothing has happened yet, at noon. */
export function emptyStatus(): StatusView {
	return {
		at: noon,
		startedAt: noon - 3_600_000,
		projects: [],
		workers: [],
		services: [],
		cards: [],
		runs: [],
		spentTodayUsd: 0,
		spentUsd: 0,
		deadLetters: 0,
		pauses: [],
		troubles: [],
	};
}
