import test from 'ava';
import * as fc from 'fast-check';
import {
	holdUp,
	schedule,
	type Candidate,
	type Limits,
	type Occupant,
} from '../../../src/core/start/schedule.ts';

function candidate(cardGid: string, change: Partial<Candidate> = {}): Candidate {
	return {
		cardGid,
		projectGid: 'p1',
		repository: '/r1',
		agent: 'Worker',
		priority: 2,
		rank: null,
		dueOn: null,
		readySince: 0,
		...change,
	};
}

function limits(change: Partial<Limits> = {}): Limits {
	return {
		slots: 10,
		workers: 5,
		total: null,
		lastStart: () => 0,
		project: () => null,
		agent: () => null,
		...change,
	};
}

const busy: Occupant = { projectGid: 'p1', repository: '/r1', agent: 'Merger', cardName: 'Landing' };

function starts(candidates: Candidate[], occupants: Occupant[], within: Limits): string[] {
	return schedule(candidates, occupants, within).starts.map(({ cardGid }) => cardGid);
}

test('Priority comes first, then what is due, then the place on the board, then who has waited longest', (t) => {
	const cards = [
		candidate('young', { readySince: 2 }),
		candidate('old', { readySince: 1 }),
		candidate('ranked', { rank: 7, readySince: 9 }),
		candidate('higher', { rank: 3, readySince: 9 }),
		candidate('due', { dueOn: '2030-01-02', rank: 99 }),
		candidate('overdue', { dueOn: '2029-01-02', rank: 99 }),
		candidate('urgent', { priority: 0, readySince: 99 }),
		candidate('low', { priority: 4, dueOn: '2020-01-01', rank: 1 }),
	];
	t.deepEqual(starts(cards, [], limits()), [
		'urgent',
		'overdue',
		'due',
		'higher',
		'ranked',
		'old',
		'young',
		'low',
	]);
});

test('what is begun is finished first: a merge, then a review, then all else, whatever its priority or place', (t) => {
	const cards = [
		candidate('urgent', { priority: 0, rank: 1 }),
		candidate('triage', { agent: 'Triage', rank: 2 }),
		candidate('review', { agent: 'Reviewer', priority: 4, rank: 8 }),
		candidate('merge', { agent: 'Merger', priority: 4, rank: 9 }),
	];
	t.deepEqual(starts(cards, [], limits()), ['merge', 'review', 'urgent', 'triage']);
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
		['other', 'a'],
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

test('the limit of all runs holds across projects', (t) => {
	const cards = [candidate('a'), candidate('b', { projectGid: 'p2' })];
	const plan = schedule(cards, [busy], limits({ total: 2 }));
	t.deepEqual(
		plan.starts.map(({ cardGid }) => cardGid),
		['b'],
	);
	t.deepEqual(plan.reasons.get('a'), { code: 'limit-reached', limit: 'all runs', running: 2, max: 2 });
});

const agents = ['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger', 'Documentation'] as const;
const anyCandidate = fc.record({
	cardGid: fc.uuid(),
	projectGid: fc.constantFrom('p1', 'p2', 'p3'),
	repository: fc.constantFrom('/r1', '/r2'),
	agent: fc.constantFrom(...agents),
	priority: fc.nat(4),
	rank: fc.option(fc.nat(9)),
	dueOn: fc.option(fc.constantFrom('2029-01-01', '2030-01-01')),
	readySince: fc.nat(9),
});
const anyCards = fc.uniqueArray(anyCandidate, { selector: ({ cardGid }) => cardGid, maxLength: 40 });

test('whatever is ready, every limit holds, and each card starts or has its one reason', (t) => {
	const bounds = fc.record({
		slots: fc.nat(8),
		total: fc.option(fc.integer({ min: 1, max: 8 })),
		project: fc.option(fc.integer({ min: 1, max: 4 })),
		agent: fc.option(fc.integer({ min: 1, max: 3 })),
	});
	fc.assert(
		fc.property(anyCards, bounds, (cards, { slots, total, project, agent }) => {
			const within = limits({ slots, total, project: () => project, agent: () => agent });
			const plan = schedule(cards, [], within);
			const count = (fits: (card: Candidate) => boolean): number => plan.starts.filter(fits).length;
			const started = new Set(plan.starts.map(({ cardGid }) => cardGid));
			return (
				plan.starts.length <= Math.min(slots, total ?? slots) &&
				cards.every(
					(card) =>
						started.has(card.cardGid) !== plan.reasons.has(card.cardGid) &&
						count(({ projectGid }) => projectGid === card.projectGid) <= (project ?? slots) &&
						count((one) => one.projectGid === card.projectGid && one.agent === card.agent) <=
							(agent ?? slots),
				) &&
				['/r1', '/r2'].every((r) => count((one) => one.agent === 'Merger' && one.repository === r) <= 1)
			);
		}),
	);
	t.pass();
});

test('within a project and an agent no card overtakes one that goes before it', (t) => {
	const key = ({ priority, dueOn, rank, readySince }: Candidate) =>
		[priority, dueOn ?? '9999', String(rank ?? 99).padStart(2, '0'), readySince].join(' ');
	fc.assert(
		fc.property(anyCards, fc.nat(8), (cards, slots) => {
			const { starts, reasons } = schedule(cards, [], limits({ slots }));
			return starts.every((started) =>
				cards.every(
					(other) =>
						!reasons.has(other.cardGid) ||
						other.projectGid !== started.projectGid ||
						other.agent !== started.agent ||
						other.repository !== started.repository ||
						key(started) <= key(other),
				),
			);
		}),
	);
	t.pass();
});

test('no project starves, however many urgent cards another has, even with one slot', (t) => {
	const others = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
	fc.assert(
		fc.property(others, fc.integer({ min: 1, max: 3 }), (counts, slots) => {
			const projects = counts.map((_, index) => `p${index}`);
			const last = new Map<string, number>();
			const started = new Set<string>();
			// The first project has always more, and more urgent, than all others together.
			for (let round = 1; round <= projects.length; round++) {
				const cards = projects.flatMap((projectGid, index) =>
					Array.from({ length: index === 0 ? 20 : 1 }, (_, card) =>
						candidate(`${projectGid}-${round}-${card}`, { projectGid, priority: index === 0 ? 0 : 4 }),
					),
				);
				const lastStart = (gid: string): number => last.get(gid) ?? 0;
				for (const { projectGid } of schedule(cards, [], limits({ slots, lastStart })).starts) {
					last.set(projectGid, round);
					started.add(projectGid);
				}
			}
			return started.size === projects.length;
		}),
	);
	t.pass();
});
