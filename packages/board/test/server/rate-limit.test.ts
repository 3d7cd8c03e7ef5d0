import test from 'ava';
import { ApiError } from '../../src/core/errors.ts';
import { parseFields } from '../../src/core/field-tree.ts';
import { costOf, RateLimit } from '../../src/server/rate-limit.ts';
import { startBoard } from '../helpers/board.ts';

/** What a refusal says about waiting: seconds, or `unsaid`; `let in` where there was none. */
function hear(ask: () => unknown): string {
	try {
		ask();
		return 'let in';
	} catch (error) {
		return error instanceof ApiError && error.status === 429
			? (error.headers['retry-after'] ?? 'unsaid')
			: 'wrong';
	}
}

test('the minute slides, refused requests count, tokens are apart', (t) => {
	let now = 0;
	const limit = new RateLimit(2, { now: () => now });
	t.is(
		hear(() => limit.take('a')),
		'let in',
	);
	now = 10_000;
	t.is(
		hear(() => limit.take('a')),
		'let in',
	);
	now = 20_000;
	t.is(
		hear(() => limit.take('a')),
		'50',
	);
	t.is(
		hear(() => limit.take('b')),
		'let in',
	);
	now = 69_000;
	t.is(
		hear(() => limit.take('a')),
		'11',
	);
	now = 140_000;
	t.is(
		hear(() => limit.take('a')),
		'let in',
	);
});

test('answers that cost more than there was are paid for by the next request', (t) => {
	let now = 0;
	const limit = new RateLimit(100, { costPerMinute: 600, now: () => now });
	limit.take('a');
	limit.charge('a', 700);
	t.is(
		hear(() => limit.take('a')),
		'10',
	);
	t.is(
		hear(() => limit.take('b')),
		'let in',
	);
	now = 9_900;
	t.is(
		hear(() => limit.take('a')),
		'1',
	);
	now = 10_010;
	t.is(
		hear(() => limit.take('a')),
		'let in',
	);
});

test('an answer costs by its records and the fields asked for', (t) => {
	t.is(costOf({ data: [{}, {}, {}] }, undefined), 3);
	t.is(costOf({ data: [{}, {}] }, parseFields('name,assignee.name')), 8);
	t.is(costOf({ data: {} }, parseFields('name')), 2);
});

test('50 reads and 15 writes at once are let in, the next is refused without a time', async (t) => {
	await using board = await startBoard({ rateLimit: 1_000, faults: true });
	const slow = { path: '/users|/projects', delayMs: 4_000, times: 1_000 };
	await fetch(`${board.board.url}/_faults`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(slow),
	});
	const ask = async (count: number, method: string, path: string, data?: object) => {
		const replies = await Promise.all(Array.from({ length: count }, () => board.fetch(method, path, data)));
		const refused = replies.filter(({ status }) => status === 429);
		t.true(refused.every(({ headers }) => headers.get('retry-after') === null));
		return refused.length;
	};
	const project = { name: 'P', workspace: board.workspace };
	const refused = await Promise.all([ask(53, 'GET', '/users/me'), ask(17, 'POST', '/projects', project)]);
	t.deepEqual(refused, [3, 2]);
	t.is(await ask(1, 'GET', '/users/me'), 0);
});
