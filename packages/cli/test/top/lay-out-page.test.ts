import test from 'ava';
import type { CardView, StatusView } from '@aegis/shared/api';
import { createTerminal } from '../../src/output/terminal.ts';
import { layOutPage, type Seen } from '../../src/top/lay-out-page.ts';

const { paint } = createTerminal({ stdout: { write: () => true }, stderr: { write: () => true } }, {});
const size = { columns: 60, rows: 30 };
const now = 1_000_000;

function card(name: string, more: Partial<CardView> = {}): CardView {
	return {
		gid: name,
		projectGid: '1',
		name,
		url: null,
		section: 'Ready Queue',
		agent: null,
		completed: false,
		state: 'waiting',
		reason: null,
		needs: null,
		untilMs: null,
		asks: null,
		head: null,
		costUsd: 0.5,
		maxCostUsd: 2,
		run: null,
		changedAt: 0,
		...more,
	};
}

function running(name: string): CardView {
	const run: CardView['run'] = {
		runId: 'r',
		cardGid: name,
		cardName: name,
		projectGid: '1',
		agent: 'Worker',
		attempt: 1,
		epoch: 1,
		state: 'running',
		outcome: null,
		message: null,
		costUsd: 0.1,
		workerId: 'worker-1',
		queuedAt: 0,
		startedAt: now - 5_000,
		finishedAt: null,
		activity: 'Edit greet.sh',
		tokens: null,
		models: [],
	};
	return card(name, { state: 'running', run });
}

function seen(cards: readonly CardView[], more: Partial<Seen> = {}): Seen {
	const status: StatusView = {
		at: now,
		startedAt: 0,
		projects: [],
		workers: [
			{
				workerId: 'worker-1',
				host: 'a',
				pid: 1,
				slots: 2,
				running: ['r'],
				state: 'busy',
				heartbeatAt: now - 500,
			},
		],
		services: [],
		cards: [...cards],
		runs: [],
		spentTodayUsd: 1.5,
		spentUsd: 20,
		deadLetters: 0,
		troubles: [],
		pauses: [],
	};
	return { status, now, lostForMs: null, ...more };
}

test('what needs a person stands before what runs, and that before what waits', (t) => {
	const page = layOutPage(
		seen([
			card('waits', { reason: { code: 'x', text: 'waits for another card' } }),
			running('runs'),
			card('asks', { needs: 'answer', reason: { code: 'y', text: 'Which greeting?' } }),
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
	const cards = Array.from({ length: 50 }, (_, index) => card(`${'long '.repeat(30)}\n${index}`));
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
