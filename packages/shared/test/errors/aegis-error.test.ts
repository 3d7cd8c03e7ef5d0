import test from 'ava';
import { AegisError, describeError } from '../../src/errors.ts';

test('an error a person can act on says what, how to mend it, and its code', (t) => {
	const cause = new Error('underneath');
	const error = new AegisError('SOME_CODE', 'It broke.', { fix: 'Mend it.', exitCode: 4, cause });
	t.is(describeError(error), 'It broke. Mend it. [SOME_CODE]');
	t.is(error.cause, cause);
	t.is(error.exitCode, 4);
	t.is(new AegisError('X', 'x', { fix: 'y' }).exitCode, 1);
	t.false('cause' in new AegisError('X', 'x', { fix: 'y' }));
});

test('anything else is described as well as may be', (t) => {
	t.is(describeError(new TypeError('odd')), 'odd');
	t.is(describeError('just words'), 'just words');
	t.is(describeError(undefined), 'undefined');
});
