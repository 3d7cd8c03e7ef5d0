import test from 'ava';
import { hydrationOutcome } from '../../src/core/hydration-outcome.ts';

const report = { command: 'npm ci', exitCode: 1, durationMs: 1, tail: 'ERR!' };

test('a set-up that fails is the card’s, one that is not there is the project’s', (t) => {
	t.deepEqual(hydrationOutcome(report, ' in the worktree'), {
		kind: 'failed',
		code: 'HYDRATION_FAILED',
		message: 'npm ci failed in the worktree with exit code 1.',
		evidence: 'ERR!',
	});
	t.like(hydrationOutcome({ ...report, exitCode: 127 }, ' in the worktree'), { code: 'HYDRATION_MISSING' });
});
