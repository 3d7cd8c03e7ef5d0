import test from 'ava';
import { branch, decide, greenChecks, intentOf, redChecks } from '../helpers/facts.ts';

const approved = { verdict: 'approved', summary: 'Read it all; it does what the card asks' };
const finding = { file: 'src/a.js', line: 12, severity: 'major', comment: 'An empty name crashes.' };

test('an approval goes to merging', (t) => {
	const intent = intentOf(decide('Reviewer', approved, { branch, checks: greenChecks }));

	t.like(intent, { kind: 'advance', section: 'Merging', agent: 'Merger' });
	t.true(intent.headline.startsWith('Approved. '));
	t.false('findings' in intent);
});

test('requested changes go back to the worker, who gets the findings', (t) => {
	const findings = [finding, { file: 'README.md', line: 0, severity: 'minor', comment: 'Typo.' }];
	const answer = { verdict: 'changes-requested', summary: 'Nearly', findings };
	const intent = intentOf(decide('Reviewer', answer, { branch, checks: greenChecks }));

	t.like(intent, { kind: 'send-back', section: 'Ready Queue', agent: 'Worker', swarmStatus: 'Idle' });
	t.is(intent.findings, '- [major] src/a.js:12 – An empty name crashes.\n- [minor] README.md – Typo.');
	t.is(intent.body, intent.findings);
});

test('requested changes without a finding are no answer', (t) => {
	t.like(decide('Reviewer', { verdict: 'changes-requested', summary: 'No' }), {
		kind: 'invalid',
		code: 'FINDINGS_MISSING',
	});
});

test('an approval with red checks goes back', (t) => {
	const intent = intentOf(decide('Reviewer', approved, { branch, checks: redChecks }));

	t.like(intent, { kind: 'send-back', section: 'Ready Queue', agent: 'Worker' });
	t.true(intent.findings?.includes('1 test failed: greets'));
});

test('minor findings do not hold up an approval, but are told', (t) => {
	const answer = { ...approved, findings: [{ ...finding, severity: 'minor' }] };

	t.true(intentOf(decide('Reviewer', answer, { branch })).body?.includes('src/a.js:12'));
});
