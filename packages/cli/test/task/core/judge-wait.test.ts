import test from 'ava';
import { judgeWait, settleMs } from '../../../src/task/core/judge-wait.ts';

test('a card that is done, or that needs somebody, is believed at once', (t) => {
	t.is(judgeWait({ state: 'done', needs: null }, 0), 'done');
	t.is(judgeWait({ state: 'waiting', needs: 'answer' }, 0), 'needs-person');
});

test('a card nobody knows, or that is at rest, is believed once the board had time to be read', (t) => {
	t.is(judgeWait(null, settleMs - 1), null);
	t.is(judgeWait(null, settleMs), 'unknown');
	t.is(judgeWait({ state: 'idle', needs: null }, settleMs - 1), null);
	t.is(judgeWait({ state: 'idle', needs: null }, settleMs), 'needs-person');
});

test('a card that is worked on is waited for however long it takes', (t) => {
	t.is(judgeWait({ state: 'running', needs: null }, settleMs * 1_000), null);
});
