import type { CardDetailView, StatusView } from '@aegis/shared/api';
import { cardOf, noon, runOf } from '@aegis/shared/testing';

/** A card as its own page has it. */
export function detailOf(values: Partial<CardDetailView>): CardDetailView {
	return {
		...cardOf({}),
		runs: [],
		notes: '',
		comments: [],
		plan: null,
		findings: null,
		attempts: 0,
		reviewRounds: 0,
		mergeApproval: null,
		receipts: [],
		forecast: null,
		...values,
	};
}

/** A status with something in every part of the page. `at` is its time. */
export function busyStatus(at = noon): StatusView {
	const run = runOf({ startedAt: at - 65_000, costUsd: 0.31 });
	const hostile = '<img src=x onerror="document.title=\'owned\'">';
	return {
		at,
		startedAt: at - 7_260_000,
		projects: [
			{
				gid: 'p',
				name: 'greeter',
				path: '/home/ada/greeter',
				board: 'local',
				state: 'ok',
				detail: null,
				lastPollAt: at - 400,
			},
			{
				gid: 'q',
				name: 'website',
				path: '/home/ada/website',
				board: 'asana',
				state: 'degraded',
				detail: 'Asana answered 429; next try in 30 s',
				lastPollAt: at - 95_000,
			},
		],
		workers: [
			{
				workerId: 'w1',
				host: 'desk',
				pid: 4101,
				slots: 2,
				running: ['run-1', 'run-2'],
				state: 'busy',
				heartbeatAt: at - 1_200,
			},
			{
				workerId: 'w2',
				host: 'desk',
				pid: 4102,
				slots: 2,
				running: [],
				state: 'silent',
				heartbeatAt: at - 190_000,
			},
		],
		services: [
			{ name: 'syncer-p', pid: 4001, state: 'running', restarts: 0 },
			{ name: 'worker-2', pid: null, state: 'restarting', restarts: 3 },
		],
		cards: [
			cardOf({ gid: '1', run, changedAt: at - 65_000, url: 'http://127.0.0.1:8080/0/p/1' }),
			cardOf({
				gid: '2',
				name: hostile,
				agent: 'Reviewer',
				section: 'Review',
				run: runOf({
					runId: 'run-2',
					agent: 'Reviewer',
					startedAt: at - 4_000_000,
					activity: 'Bash npm test',
				}),
				changedAt: at - 4_000_000,
			}),
			cardOf({
				gid: '3',
				name: 'Which languages shall the greeting support, and who decides it?',
				url: 'javascript:alert(1)',
				section: 'Clarification Needed',
				agent: 'Triage',
				state: 'waiting',
				reason: {
					code: 'awaiting-clarification',
					text: 'Awaiting clarification: answer the questions in a comment',
				},
				needs: 'answer',
				asks: 'Triage: I need two answers.\n\n1. Which languages?\n2. Who decides it?',
				changedAt: at - 1_500_000,
			}),
			cardOf({
				gid: '4',
				name: 'Migrate the store',
				url: 'http://127.0.0.1:8080/0/p/4',
				section: 'Merging',
				agent: 'Merger',
				state: 'waiting',
				reason: { code: 'awaiting-approval', text: 'Awaiting approval: set Merge Approval to Approved' },
				needs: 'approve',
				head: 'abc1234def',
				changedAt: at - 90_000,
			}),
			cardOf({
				gid: '5',
				name: 'Shout the greeting',
				section: 'Ready Queue',
				agent: 'Triage',
				state: 'waiting',
				reason: { code: 'blocked', text: 'Blocked by “Add a farewell”' },
				costUsd: 0,
			}),
			cardOf({
				gid: '6',
				name: 'Sort the imports',
				section: 'Ready Queue',
				agent: 'Triage',
				state: 'queued',
				costUsd: 0.001,
			}),
			cardOf({ gid: '7', name: 'An idle card', section: 'Drafts', state: 'idle' }),
			cardOf({ gid: '8', name: 'A done card', section: 'Done', state: 'done', completed: true }),
		],
		runs: [
			run,
			runOf({
				runId: 'run-0',
				agent: 'Planner',
				state: 'finished',
				outcome: 'succeeded',
				costUsd: 0.08,
				startedAt: at - 200_000,
				finishedAt: at - 120_000,
			}),
			runOf({
				runId: 'run-x',
				cardName: 'Migrate the store',
				attempt: 2,
				state: 'finished',
				outcome: 'failed',
				message: 'The test command failed: 2 of 31 tests',
				costUsd: null,
				startedAt: at - 900_000,
				finishedAt: at - 700_000,
			}),
		],
		spentTodayUsd: 1.57,
		spentUsd: 42.3,
		deadLetters: 1,
		pauses: [],
		troubles: [],
	};
}
