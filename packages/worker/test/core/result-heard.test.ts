import test from 'ava';
import { isResultHeard } from '../../src/core/result-heard.ts';

const result = { runId: 'r', costUsd: 0.1 };

test('a result is heard when the master says so, not when the run is lost', (t) => {
	t.true(isResultHeard(result, { held: [], lost: ['r'], settled: ['r'] }));
	t.false(isResultHeard(result, { held: [], lost: ['r'], settled: [] }));
	t.false(isResultHeard(result, { held: ['r'], lost: [], settled: [] }));
});

test('a result without a cost adds nothing to a run that is over', (t) => {
	t.true(isResultHeard({ ...result, costUsd: null }, { held: [], lost: ['r'], settled: [] }));
	t.false(isResultHeard({ ...result, costUsd: null }, { held: ['r'], lost: [], settled: [] }));
});

test('a master of an earlier version says it by holding the run no longer', (t) => {
	t.true(isResultHeard(result, { held: [], lost: ['r'] }));
	t.false(isResultHeard(result, { held: ['r'], lost: [] }));
});
