import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { machineClock } from '@aegis/shared/clock';
import test from 'ava';
import { ResultDisk } from '../../src/result/result-disk.ts';
import type { FinishedRun } from '../../src/result/result-store.ts';
import { ResultSpool } from '../../src/result/spool.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const message: FinishedRun = {
	type: 'run.finished',
	run: { runId: 'r1', cardGid: 'c1', projectGid: 'p1', epoch: 1 },
	workerId: 'worker-1',
	result: {
		outcome: { kind: 'cancelled', why: 'test' },
		costUsd: 0.1,
		sessionId: null,
		turns: null,
		durationMs: 1,
		worktreePath: null,
	},
};

function openSpool(runs: string) {
	const told: string[] = [];
	const unwritten: string[] = [];
	const spool = new ResultSpool({
		store: new ResultDisk(runs, 'worker-1'),
		clock: machineClock,
		tell: async (_, id) => {
			told.push(id);
			return true;
		},
		onUnwritten: (runId) => unwritten.push(runId),
	});
	return { spool, told, unwritten };
}

test('a result that was told and not confirmed is told again by the next process', (t) => {
	const runs = temporaryFolder(t);
	openSpool(runs).spool.deliver(message);
	t.true(existsSync(join(runs, '.unsent', 'worker-1', 'r1.json')));
	const next = openSpool(runs);
	next.spool.resume();
	t.deepEqual(next.told, ['finished-r1-1']);
});

test('a result that cannot be written is told all the same', (t) => {
	const runs = temporaryFolder(t);
	const { spool, told, unwritten } = openSpool(runs);
	rmSync(join(runs, '.unsent'), { recursive: true });
	spool.deliver(message);
	t.deepEqual(unwritten, ['r1']);
	t.deepEqual(told, ['finished-r1-1']);
	t.deepEqual(
		spool.unconfirmed().map(({ runId }) => runId),
		['r1'],
	);
});
