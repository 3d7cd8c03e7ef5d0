import { agentNames } from '@aegis/shared/domain';
import test from 'ava';
import { agentFor } from '../../src/agents.ts';
import { defaultAnswers } from '../../src/simulated/default-answer.ts';
import { markAnswer } from '../../src/simulated/mark.ts';
import { branch, createFacts } from '../helpers/facts.ts';

for (const name of agentNames) {
	test(`the default answer of ${name} is one, and says that it is simulated`, (t) => {
		const answer = markAnswer(defaultAnswers[name]);
		const merge = { base: 'main', mainBefore: 'a', mainAfter: 'b', pushed: true };

		t.is(agentFor(name).decide(answer, createFacts(name, { branch, merge })).kind, 'intent');
		t.true(JSON.stringify(answer).includes('(simulated)'));
	});
}

test('marks what people read, and nothing a program reads', (t) => {
	const answer = {
		verdict: 'unclear',
		duplicateOf: '77',
		questions: ['Which?'],
		findings: [{ file: 'a.js', line: 1, severity: 'major', comment: 'Wrong' }],
		commitMessage: 'Greet\n\nBecause.',
		testsAdded: false,
	};

	t.deepEqual(markAnswer(answer), {
		...answer,
		questions: ['Which? (simulated)'],
		findings: [{ file: 'a.js', line: 1, severity: 'major', comment: 'Wrong (simulated)' }],
		commitMessage: 'Greet (simulated)\n\nBecause.',
	});
	t.deepEqual(markAnswer(markAnswer(answer)), markAnswer(answer));
});
