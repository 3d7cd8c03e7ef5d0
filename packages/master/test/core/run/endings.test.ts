import { readFileSync } from 'node:fs';
import test from 'ava';
import { endingOf } from '../../../src/core/run/endings.ts';
import { decideRetry } from '../../../src/core/run/retry.ts';
import { now } from '../../helpers/cards.ts';

const none = { attempts: 0, overloads: 0, losses: [] };
const options = { now, jitter: 0, maxAttempts: 3 };
const failed = (code: string) => ({ kind: 'failed', code, message: 'm' }) as const;

for (const code of ['AUTH_FAILED', 'CREDIT_LOW', 'RUNNER_MISSING', 'RUNNER_INCOMPATIBLE'])
	test(`${code} halts the installation and counts for nothing`, (t) =>
		t.deepEqual(decideRetry(failed(code), none, options), {
			kind: 'halt',
			scope: 'installation',
			counts: none,
			detail: 'm',
		}));

for (const code of ['MODEL_UNKNOWN', 'CONFIG_INVALID', 'REPOSITORY_MISSING', 'BASE_RED'])
	test(`${code} halts its project and counts for nothing`, (t) =>
		t.like(decideRetry(failed(code), none, options), { kind: 'halt', scope: 'project', counts: none }));

for (const code of ['PROMPT_TOO_LONG', 'API_REJECTED', 'PUSH_REFUSED', 'NO_CHANGE', 'PERMISSION_DENIED'])
	test(`${code} is not tried again, as that would change nothing`, (t) =>
		t.like(decideRetry(failed(code), none, options), { kind: 'person', counts: { attempts: 1 } }));

test('what nobody has put down is the agent’s: tried again, and counted', (t) => {
	t.deepEqual(endingOf(failed('CHECKS_RED')), endingOf(failed('SOMETHING_NEW')));
	t.like(decideRetry(failed('CHECKS_RED'), none, options), { kind: 'again', counts: { attempts: 1 } });
});

test('every code of the table has its row in docs/errors.md', (t) => {
	const rows = readFileSync(new URL('../../../../../docs/errors.md', import.meta.url), 'utf8');
	const table = readFileSync(new URL('../../../src/core/run/endings.ts', import.meta.url), 'utf8');
	for (const [, code] of table.matchAll(/^\t([A-Z_]+): /gm)) t.true(rows.includes(`\`${code}\``), code);
});
