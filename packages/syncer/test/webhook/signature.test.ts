import { createHmac } from 'node:crypto';
import test from 'ava';
import { isSameText, isSignedWith } from '../../src/webhook/signature.ts';

const body = Buffer.from('{"events":[]}');
const right = createHmac('sha256', 'secret').update(body).digest('hex');

test('the signature of these very bytes with this very secret, and nothing else', (t) => {
	t.true(isSignedWith('secret', body, right));
	t.false(isSignedWith('other', body, right));
	t.false(isSignedWith('secret', Buffer.from('{"events":[] }'), right));
	for (const wrong of [
		'',
		'a',
		right.slice(1),
		right.slice(0, -2),
		`${right}00`,
		'z'.repeat(64),
		`${right} `,
	])
		t.false(isSignedWith('secret', body, wrong), wrong);
});

test('texts are compared whole', (t) => {
	t.true(isSameText('abc', 'abc'));
	t.false(isSameText('abc', 'abcd'));
	t.false(isSameText('', 'a'));
});
