import test from 'ava';
import * as fc from 'fast-check';
import { describeReason } from '@aegis/shared/domain';
import { resumeCard, stopCard } from '../../src/core/person/pause.ts';
import { anyOutcome } from '../helpers/outcomes.ts';
import { goodOutcome } from '../helpers/cards.ts';
import { check, reasonOf, World, type Player } from '../helpers/world.ts';

const places = [
	'Drafts',
	'Clarification Needed',
	'Planning',
	'Ready Queue',
	'Review',
	'Merging',
	'Done',
	null,
];
const agents = [null, 'Triage', 'Planner', 'Worker', 'Reviewer', 'Merger', 'Documentation', 'Nobody'];
const approvals = [null, 'Auto-Approve', 'Manual Check'];

const ops = {
	observe: (_, player) => player.mail.push(player.board.observe()),
	deliver: (world, player) => world.deliver(player),
	carryOut: (world, player) => world.carryOut(player),
	breakBoard: (world, player, a) => world.carryOut(player, a % 4 === 0),
	settle: (world, player) => {
		while (world.carryOut(player)) continue;
		player.mail.push(player.board.observe());
		while (world.deliver(player)) continue;
	},
	/** One whole run, as it mostly goes. */
	work: (world, player, a, b) => {
		ops.settle(world, player);
		world.pass(2);
		ops.settle(world, player);
		ops.claim(world, player, 0, 0);
		ops.finish(world, player, b % 2 === 0 ? 0 : a, 0);
		ops.settle(world, player);
	},
	late: (world, player, a) => {
		const old = player.heard.observed.filter((event) => event.appliedSeq < player.state.appliedSeq);
		const event = old[a % old.length];
		if (event !== undefined) world.hear(player, event);
	},
	applyAgain: (world, player) => {
		if (player.heard.applied !== null) world.hear(player, player.heard.applied);
	},
	move: (_, player, a) => player.board.edit({ section: places[a % places.length] ?? null }),
	begin: (_, player) => player.board.edit({ section: 'Ready Queue', completed: false }),
	toMerging: (_, player) => player.board.edit({ section: 'Merging', completed: false }),
	setAgent: (_, player, a) => player.board.edit({ agent: agents[a % agents.length] ?? null }),
	complete: (_, player, a) => player.board.edit({ completed: a % 3 === 0 }),
	comment: (_, player) => player.board.comment(false, 'Do it so.'),
	rewrite: (_, player, a) => player.board.edit({ notes: `Do it in way ${a % 5}.` }),
	setBudget: (_, player, a) => player.board.edit({ maxCostUsd: [0, 0.5, 5, 50][a % 4] ?? null }),
	approve: (world, player) => world.approve(player),
	setApproval: (_, player, a) => player.board.edit({ mergeApproval: approvals[a % 3] ?? null }),
	remove: (_, player, a) => (a % 4 === 0 ? player.board.remove() : undefined),
	restore: (_, player) => player.board.restore(),
	tag: (_, player, a) => player.board.edit({ tags: a % 2 === 0 ? ['later', 'PAUSED'] : [] }),
	pause: (world, _, a) => {
		world.pause = a % 3 === 0 ? { scope: 'all', gid: '', by: 'Ada' } : null;
		for (const player of world.players) world.take(player, [player.state, []]);
	},
	stop: (world, player) => world.take(player, stopCard(player.state, 'Ada')),
	resume: (world, player) => world.take(player, resumeCard(player.state)),
	pass: (world) => world.pass(2),
	claim: (world, player, a, b) => {
		const run = player.runs.at(-1 - (a % 3));
		if (run !== undefined) world.claim(player, run, b % 2 === 0 ? 'worker-a' : 'worker-b');
	},
	finish: (world, player, a, b) => {
		const run = player.runs.at(-1 - (b % 2));
		if (run !== undefined) world.finish(player, run, anyOutcome(run.agent, a, player.head), (b % 5) / 10);
	},
	wait: (world, _, a) => (world.now += a * 1_000),
} satisfies Record<string, (world: World, player: Player, a: number, b: number) => unknown>;

/** As often as it takes for a walk to get somewhere. */
const weights: Partial<Record<keyof typeof ops, number>> = {
	settle: 8,
	work: 8,
	pass: 5,
	claim: 6,
	finish: 6,
	begin: 3,
};
const op = fc.oneof(
	...(Object.keys(ops) as (keyof typeof ops)[]).map((name) => ({
		arbitrary: fc.constant(name),
		weight: weights[name] ?? 1,
	})),
);
const walk = fc.array(fc.tuple(op, fc.nat(2), fc.nat(99), fc.nat(99)), {
	minLength: 5,
	maxLength: 120,
	size: 'max',
});

/** What a person does to the place of a card. */
const touches = new Set<string>([
	'move',
	'begin',
	'toMerging',
	'setAgent',
	'complete',
	'remove',
	'restore',
	'setApproval',
	'stop',
]);

function play(count: number, steps: readonly [keyof typeof ops, number, number, number][]): World {
	const world = new World(count);
	for (const [name, index, a, b] of steps) {
		const player = world.players[index % count];
		if (player === undefined) continue;
		player.touched ||= touches.has(name);
		ops[name](world, player, a, b);
	}
	return world;
}

/** Nothing goes wrong any more and nobody touches the board: what is under way comes to its end. */
function calmDown(world: World): void {
	for (let round = 0; round < 60; round++) {
		const before = world.players.map(
			({ state, assessment }) => `${state.seq} ${state.epoch} ${assessment.kind}`,
		);
		for (const player of world.players) {
			ops.settle(world, player);
			for (const run of player.runs) {
				world.claim(player, run, run.holder ?? 'worker-a');
				ops.settle(world, player);
				const stopping = player.state.work.kind === 'stopping';
				const outcome = stopping
					? ({ kind: 'cancelled', why: 'told to' } as const)
					: goodOutcome(run.agent, player.head);
				world.finish(player, run, outcome, 0);
				ops.settle(world, player);
			}
			world.take(player, [player.state, []]);
		}
		world.pass(1);
		world.now += 20 * 60_000;
		const after = world.players.map(
			({ state, assessment }) => `${state.seq} ${state.epoch} ${assessment.kind}`,
		);
		if (round > 2 && before.join() === after.join()) return;
	}
}

const needsPerson = new Set([
	'awaiting-clarification',
	'awaiting-approval',
	'awaiting-person',
	'budget-reached',
	'quarantined',
	'paused',
	'unknown-agent',
]);

/** Where a card may rest when nobody does anything any more. */
function checkAtRest(world: World, player: Player): void {
	const { state, board, assessment } = player;
	check(board.pending === 0, 'the board is being written to for ever');
	check(state.work.kind === 'idle', 'a run never ended');
	check(assessment.kind === 'idle' || assessment.kind === 'waiting', `a card rests ${assessment.kind}`);
	if (board.card === null) return check(!state.present, 'a card that is gone is still there');
	const { section, agent, completed } = board.card;
	check(state.place.section === section, 'C2: another section than the board’s');
	check(state.place.agent === agent && state.place.completed === completed, 'C2: another place');
	const reason = reasonOf(player);
	if (reason === null) {
		const quiet = completed || section === null || ['Drafts', 'Done'].includes(section);
		check(quiet, `a card rests in ${section} without a reason`);
		return;
	}
	const blocked = reason.code === 'blocked' && world.around(player).blockers.length > 0;
	check(blocked || needsPerson.has(reason.code), `a card waits for ever: ${reason.code}`);
	if (!player.boardBroke)
		check(board.card.reason === describeReason(reason), 'the card says another reason than the master');
	if (reason.code === 'awaiting-approval')
		check(board.card.mergeApproval !== 'Approved', 'a card asks for an approval it shows');
}

test('the answer to a command that was refused says nothing of the reason a later one has written', (t) => {
	const world = play(1, [
		['setAgent', 0, 79, 0],
		['pause', 0, 0, 0],
		['toMerging', 0, 0, 0],
		['work', 0, 0, 0],
		['begin', 0, 0, 0],
		['observe', 0, 0, 0],
		['setAgent', 0, 0, 0],
		['stop', 0, 0, 0],
		['work', 0, 0, 0],
	]);
	calmDown(world);
	for (const player of world.players) checkAtRest(world, player);
	t.pass();
});

for (const count of [1, 3]) {
	test(`a random walk over ${count} card(s) keeps every invariant and comes to rest`, (t) => {
		fc.assert(
			fc.property(walk, (steps) => {
				const world = play(count, steps);
				calmDown(world);
				for (const player of world.players) checkAtRest(world, player);
			}),
			{ numRuns: count === 1 ? 1_000 : 300 },
		);
		t.pass();
	});
}
