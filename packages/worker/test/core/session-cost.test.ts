import test from 'ava';
import { readLedger, tellBegun, tellTotal } from '../../src/core/session-cost.ts';

test('the cost of a session is its highest total, certain once the run that began last has said it', (t) => {
	t.deepEqual(readLedger(''), { usd: 0, certain: true });
	const began = tellBegun('one');
	t.deepEqual(readLedger(began), { usd: 0, certain: false });
	t.deepEqual(readLedger(began + tellTotal('one', 0.08)), { usd: 0.08, certain: true });
});

test('a total that is heard holds what the runs before it left unheard', (t) => {
	const ledger = tellBegun('one') + tellBegun('two') + tellTotal('two', 0.16);
	t.deepEqual(readLedger(ledger), { usd: 0.16, certain: true });
	t.deepEqual(readLedger(ledger + tellTotal('one', 0.08)), { usd: 0.16, certain: true });
	t.deepEqual(readLedger(ledger + tellBegun('three')), { usd: 0.16, certain: false });
});

test('a total told late says nothing of the runs that began since', (t) => {
	const ledger = tellBegun('one') + tellBegun('two') + tellTotal('one', 0.08);
	t.deepEqual(readLedger(ledger), { usd: 0.08, certain: false });
});
