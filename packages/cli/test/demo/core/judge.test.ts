import test from 'ava';
import { judgeStory, type Expected, type Seen } from '../../../src/demo/core/judge.ts';

const expected: Expected = {
	ending: 'merged',
	path: ['Ready Queue', 'Done'],
	agents: ['Triage', 'Worker'],
	comments: ['Merged'],
	reason: 'blocked',
};
const good: Seen = {
	section: 'Done',
	completed: true,
	path: ['Ready Queue', 'In Progress', 'Done'],
	runs: [
		{ agent: 'Triage', outcome: 'succeeded' },
		{ agent: 'Worker', outcome: 'lost' },
		{ agent: 'Worker', outcome: 'succeeded' },
	],
	comments: ['Merged. It works.'],
	reasons: ['blocked'],
	landed: true,
};

test('a story that ended as told has no problem, whatever was repeated on the way', (t) => {
	t.deepEqual(judgeStory(good, expected), []);
});

const changes: readonly (readonly [string, Partial<Seen>, RegExp])[] = [
	['another section', { section: 'Review' }, /in Review/],
	['not completed', { completed: false }, /not completed/],
	['a step left out', { path: ['Done'] }, /its path was Done/],
	['steps in another order', { path: ['Done', 'Ready Queue'] }, /its path/],
	['an agent that only failed', { runs: [{ agent: 'Triage', outcome: 'failed' }] }, /nobody succeeded/],
	['a missing comment', { comments: ['Hello'] }, /“Merged”/],
	['a wait that never was', { reasons: [] }, /blocked/],
	['a change that did not land', { landed: false }, /main does not hold/],
];

for (const [title, change, problem] of changes) {
	test(`a story fails for ${title}`, (t) => {
		const problems = judgeStory({ ...good, ...change }, expected);

		t.is(problems.length, 1);
		t.regex(problems[0] ?? '', problem);
	});
}

const withdrawn: Expected = {
	ending: 'withdrawn',
	path: ['Ready Queue', 'Drafts'],
	agents: ['Triage'],
	comments: [],
};
const takenBack: Seen = {
	section: 'Drafts',
	completed: false,
	path: ['Ready Queue', 'In Progress', 'Drafts'],
	runs: [
		{ agent: 'Triage', outcome: 'succeeded' },
		{ agent: 'Worker', outcome: 'cancelled' },
	],
	comments: [],
	reasons: [],
	landed: false,
};

test('a story that is taken back ends where its person put it, its agent stopped and nothing on main', (t) => {
	t.deepEqual(judgeStory(takenBack, withdrawn), []);
	t.deepEqual(judgeStory({ ...takenBack, landed: true }, withdrawn), [
		'main holds the change of a card that was taken back',
	]);
	t.deepEqual(judgeStory({ ...takenBack, section: 'Review' }, withdrawn), [
		'it is in Review and not completed',
	]);
	t.deepEqual(judgeStory({ ...takenBack, runs: takenBack.runs.slice(0, 1) }, withdrawn), [
		'no agent was stopped when it was taken back',
	]);
});
