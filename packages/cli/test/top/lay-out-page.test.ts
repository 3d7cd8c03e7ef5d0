import test from 'ava';
import type { CardView } from '@aegis/shared/api';
import { cardOf, emptyStatus, noon, runOf } from '@aegis/shared/testing';
import { createTerminal } from '../../src/output/terminal.ts';
import { layOutPage, type Seen } from '../../src/top/lay-out-page.ts';

const { paint } = createTerminal({ stdout: { write: () => true }, stderr: { write: () => true } }, {});
const size = { columns: 60, rows: 30 };
const waiting = (name: string, more: Partial<CardView> = {}): CardView =>
	cardOf({ name, section: 'Ready Queue', state: 'waiting', ...more });
const running = (name: string): CardView =>
	cardOf({ name, run: runOf({ startedAt: noon - 5_000, activity: 'Edit greet.sh' }) });

function seen(cards: readonly CardView[], more: Partial<Seen> = {}): Seen {
	const worker = {
		host: 'a',
		pid: 1,
		slots: 2,
		running: ['run-1'],
		state: 'busy',
		heartbeatAt: noon - 500,
	} as const;
	const workers = [{ ...worker, workerId: 'worker-1', running: [...worker.running] }];
	return { status: { ...emptyStatus(), workers, cards: [...cards] }, now: noon, lostForMs: null, ...more };
}

test('what needs a person stands before what runs, and that before what waits', (t) => {
	const page = layOutPage(
		seen([
			waiting('waits', { reason: { code: 'x', text: 'waits for another card' } }),
			running('runs'),
			waiting('asks', { needs: 'answer', reason: { code: 'y', text: 'Which greeting?' } }),
		]),
		size,
		paint,
	);
	const at = (text: string): number => page.findIndex((line) => line.includes(text));
	t.true(at('asks: Which greeting?') > 0);
	t.true(at('asks') < at('Worker  runs'));
	t.regex(page[at('Worker  runs')] ?? '', /5\.0 s .* of .*Edit/);
	t.true(at('Worker  runs') < at('waits: waits for another card'));
	t.true(at('worker-1') > 0);
});

test('no line is wider than the terminal, none is broken by a name, and there are not more than it has', (t) => {
	const cards = Array.from({ length: 50 }, (_, index) => waiting(`${'long '.repeat(30)}\n${index}`));
	for (const terminal of [size, { columns: 40, rows: 8 }, { columns: 10, rows: 3 }]) {
		const page = layOutPage(seen(cards), terminal, paint);
		t.true(page.length <= terminal.rows);
		for (const line of page) t.true(line.length <= terminal.columns && !line.includes('\n'), line);
	}
	t.true(layOutPage(seen(cards), size, paint).some((line) => /… \d+ more lines/.test(line)));
});

test('a master that does not answer is said, above what was seen before', (t) => {
	const page = layOutPage(seen([running('runs')], { lostForMs: 7_000 }), size, paint);
	t.regex(page[1] ?? '', /does not answer since 7\.0 s/);
	t.true(page.some((line) => line.includes('runs')));
});
