import test from 'ava';
import { findSettled, judgeHeartbeat } from '../../../src/core/run/judge-heartbeat.ts';

const sentAt = 100_000;
const key = (runId: string, epoch = 1) => ({ runId, epoch, cardGid: 'card', projectGid: 'project' });
const claimed = (runId: string, startedAt: number, incarnation = 'now') => ({
	runId,
	epoch: 1,
	incarnation,
	startedAt,
	stopWhy: null as string | null,
});

function judge(running: ReturnType<typeof key>[], rows: ReturnType<typeof claimed>[]) {
	return judgeHeartbeat({ incarnation: 'now', running }, rows, sentAt);
}

test('what this process has claimed is renewed, all else it says must stop', (t) => {
	const rows = [claimed('mine', 0), claimed('old', 0), claimed('before', 0, 'earlier')];
	const { held, lost } = judge([key('mine'), key('old', 2), key('before'), key('unheard')], rows);
	t.deepEqual(held, ['mine']);
	t.deepEqual(lost, ['old', 'before', 'unheard']);
});

test('a claimed run the worker does not name is missing, unless it was claimed just now', (t) => {
	const rows = [claimed('gone', sentAt - 6_000), claimed('fresh', sentAt - 4_000)];
	t.deepEqual(judge([], rows).missing, rows.slice(0, 1));
});

test('runs of a process before this one are missing at once', (t) => {
	const rows = [claimed('before', sentAt - 1, 'earlier')];
	t.deepEqual(judge([key('before')], rows).missing, rows);
});

test('a late heartbeat of a process before says nothing of what was claimed since', (t) =>
	t.deepEqual(judge([], [claimed('later', sentAt + 1, 'later')]).missing, []));

test('a run that was told to stop is still its worker’s, and is told again', (t) => {
	const rows = [claimed('mine', 0), { ...claimed('paused', 0), stopWhy: 'paused by Ada' }];
	const { held, lost, stop } = judge([key('mine'), key('paused')], rows);
	t.deepEqual(held, ['mine', 'paused']);
	t.deepEqual(lost, []);
	t.deepEqual(stop, [{ runId: 'paused', why: 'paused by Ada' }]);
});

test('settled is what its worker has told, or what nobody here knows', (t) => {
	const runs = [
		{ runId: 'told', finished: true, costKnown: true },
		{ runId: 'given-up', finished: true, costKnown: false },
		{ runId: 'another-holds-it', finished: false, costKnown: true },
	];
	t.deepEqual(findSettled(['told', 'given-up', 'another-holds-it', 'unheard'], runs), ['told', 'unheard']);
});
