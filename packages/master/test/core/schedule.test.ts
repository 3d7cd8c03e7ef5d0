import test from 'ava';
import { holdUp, schedule, type Candidate, type Limits, type Occupant } from '../../src/core/schedule.ts';

function candidate(cardGid: string, change: Partial<Candidate> = {}): Candidate {
	return {
		cardGid,
		projectGid: 'p1',
		repository: '/r1',
		agent: 'Worker',
		rank: null,
		dueOn: null,
		readySince: 0,
		...change,
	};
}

function limits(change: Partial<Limits> = {}): Limits {
	return { slots: 10, workers: 5, project: () => null, agent: () => null, ...change };
}

const busy: Occupant = { projectGid: 'p1', repository: '/r1', agent: 'Merger', cardName: 'Landing' };

function starts(candidates: Candidate[], occupants: Occupant[], within: Limits): string[] {
	return schedule(candidates, occupants, within).starts.map(({ cardGid }) => cardGid);
}

test('what is due comes first, then the place on the board, then who has waited longest', (t) => {
	const cards = [
		candidate('young', { readySince: 2 }),
		candidate('old', { readySince: 1 }),
		candidate('ranked', { rank: 7, readySince: 9 }),
		candidate('higher', { rank: 3, readySince: 9 }),
		candidate('due', { dueOn: '2030-01-02', rank: 99 }),
		candidate('overdue', { dueOn: '2029-01-02', rank: 99 }),
	];
	t.deepEqual(starts(cards, [], limits()), ['overdue', 'due', 'higher', 'ranked', 'old', 'young']);
});

test('no more starts than slots, and the others say so', (t) => {
	const plan = schedule([candidate('a'), candidate('b')], [busy], limits({ slots: 2 }));
	t.deepEqual(
		plan.starts.map(({ cardGid }) => cardGid),
		['a'],
	);
	t.deepEqual([...plan.reasons], [['b', { code: 'no-idle-worker', workers: 5 }]]);
});

test('without a worker nothing starts', (t) =>
	t.deepEqual(schedule([candidate('a')], [], limits({ slots: 0, workers: 0 })).reasons.get('a'), {
		code: 'no-idle-worker',
		workers: 0,
	}));

test('a project’s limit counts what runs in it and holds for no other', (t) => {
	const cards = [candidate('a'), candidate('b'), candidate('other', { projectGid: 'p2' })];
	const plan = schedule(cards, [busy], limits({ project: (gid) => (gid === 'p1' ? 2 : null) }));
	t.deepEqual(
		plan.starts.map(({ cardGid }) => cardGid),
		['a', 'other'],
	);
	t.deepEqual(plan.reasons.get('b'), { code: 'limit-reached', limit: 'project', running: 2, max: 2 });
});

test('an agent’s limit holds for that agent', (t) => {
	const cards = [candidate('a'), candidate('b'), candidate('triage', { agent: 'Triage' })];
	const plan = schedule(cards, [], limits({ agent: (_, agent) => (agent === 'Worker' ? 1 : null) }));
	t.deepEqual(
		plan.starts.map(({ cardGid }) => cardGid),
		['a', 'triage'],
	);
	t.deepEqual(plan.reasons.get('b'), { code: 'limit-reached', limit: 'Worker', running: 1, max: 1 });
});

test('a repository merges one card at a time, across its projects', (t) => {
	const cards = [
		candidate('same', { agent: 'Merger', projectGid: 'p2' }),
		candidate('other', { agent: 'Merger', repository: '/r2' }),
		candidate('coder'),
	];
	const plan = schedule(cards, [busy], limits());
	t.deepEqual(
		plan.starts.map(({ cardGid }) => cardGid),
		['other', 'coder'],
	);
	t.deepEqual(plan.reasons.get('same'), { code: 'merge-lane-busy', name: 'Landing' });
	const two = [candidate('a', { agent: 'Merger' }), candidate('b', { agent: 'Merger' })];
	t.deepEqual(starts(two, [], limits()), ['a']);
});

test('what is held up starts nothing, and each card says by what', (t) => {
	const plan = holdUp([candidate('a'), candidate('b')], 'Redis is away.');
	t.deepEqual(plan.starts, []);
	t.deepEqual(
		[...plan.reasons],
		['a', 'b'].map((gid) => [gid, { code: 'held-up', because: 'Redis is away.' }] as const),
	);
});
