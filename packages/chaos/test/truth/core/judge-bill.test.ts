import type { BillLine } from '@aegis/agents/simulated/bill';
import test from 'ava';
import { judgeBill, sumBill } from '../../../src/truth/core/judge-bill.ts';

function line(kind: BillLine['kind'], run: string, more: Partial<BillLine> = {}): BillLine {
	return {
		at: 0,
		kind,
		agent: 'Worker',
		card: 'c1',
		session: 's',
		run: `home/worker-1/${run}`,
		usd: 0,
		beside: [],
		...more,
	};
}

function run(runId: string, outcome: string, costUsd: number) {
	return { runId, cardGid: 'c1', outcome, costUsd };
}

test('what was charged to runs that told is recorded, and what nobody could tell of may be missing', (t) => {
	const bill = [
		line('start', 'r1'),
		line('turn', 'r1', { usd: 0.1 }),
		line('start', 'r2'),
		line('turn', 'r2', { usd: 0.2 }),
		line('end', 'r2'),
	];
	t.deepEqual(judgeBill(bill, [run('r1', 'lost', 0), run('r2', 'succeeded', 0.2)]), []);
	t.deepEqual(judgeBill(bill, [run('r1', 'lost', 0), run('r2', 'succeeded', 0.3)]), [], 'a resumed session');
	t.like(judgeBill(bill, [run('r1', 'lost', 0), run('r2', 'succeeded', 0.1)]), [{ promise: 'P3' }]);
	t.like(judgeBill(bill, [run('r1', 'lost', 0.2), run('r2', 'succeeded', 0.2)]), [{ promise: 'P3' }]);
	t.is(sumBill(bill).toFixed(2), '0.30');
});

test('an agent that starts beside another, or is charged after it, is two agents on one card', (t) => {
	const two = [run('r1', 'lost', 0), run('r2', 'succeeded', 0)];
	t.like(judgeBill([line('start', 'r1'), line('start', 'r2', { beside: ['home/worker-1/r1'] })], two), [
		{ promise: 'P2', what: 'run r2 (Worker) started while r1 lived' },
	]);
	t.like(judgeBill([line('start', 'r1'), line('start', 'r2'), line('turn', 'r1')], two), [
		{ promise: 'P2', what: 'run r1 was charged after r2 had begun' },
	]);
});

test('a charged run nobody knows is money that disappeared', (t) => {
	t.like(judgeBill([line('start', 'r9'), line('turn', 'r9', { usd: 0.1 })], []), [{ promise: 'P3' }]);
});
