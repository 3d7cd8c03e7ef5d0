import { checkEffects, type Violation } from '@aegis/checker/core/check';
import type { Effect } from '@aegis/shared/effects';
import { takeBrokenInvariants } from '@aegis/shared/invariant';
import { durations } from './durations.ts';
import { heal, letThingsGoWrong } from './faults.ts';
import type { EventLoop } from './event-loop.ts';
import type { Guards } from './guards.ts';
import { describeCard, findUnrest, isQuiet, nextWake } from './rest.ts';
import { World } from './world.ts';

export interface Outcome {
	readonly seed: number;
	readonly effects: readonly Effect[];
	readonly violations: readonly Violation[];
	/** Events of the world, those after the faults included. */
	readonly events: number;
}

/** Events a world may take to come to rest. More means that something goes on for ever. */
const patience = 12_000;
/** Virtual time within which a reason that has changed must be on the board. */
const settleMs = 10_000;

/** Plays the story of one seed: `steps` events with faults, then peace until nothing happens any more. */
export async function simulate(seed: number, options: { steps: number; guards: Guards }): Promise<Outcome> {
	const world = new World(seed, options.guards);
	const { loop } = world.room;
	letThingsGoWrong(world);
	while (loop.handled - loop.ticks < options.steps) await advance(loop);
	heal(world);
	await comeToRest(world);
	// What events did not tell is found by the next reading of the whole board.
	loop.skip(durations.reconcile);
	await comeToRest(world);
	for (const card of world.cards) helpOnce(world, card);
	await comeToRest(world);
	for (const id of takeBrokenInvariants()) world.room.complaints.push(`the invariant ${id} was broken`);
	for (const card of world.cards) world.room.log({ kind: 'rest', card, problem: findUnrest(world, card) });
	if (seed % 4 === 0) await restartAll(world);
	const { effects } = world;
	return {
		seed,
		effects,
		violations: checkEffects(effects, { deaths: true, bill: 'exact' }),
		events: loop.handled,
	};
}

/** Lets one event happen, and all that follows from it at once. */
async function advance(loop: EventLoop): Promise<void> {
	loop.step();
	if (loop.owes) await loop.settle();
}

/** A person gives each card that waits for one its answer or approval, in every other world. */
function helpOnce(world: World, card: string): void {
	if (world.room.random.chance(0.6)) world.person.help(card);
}

async function comeToRest(world: World): Promise<void> {
	const { loop } = world.room;
	const until = loop.handled + patience;
	let quietSince: number | null = null;
	while (loop.handled < until) {
		for (let event = 0; event < 8; event++) await advance(loop);
		if (!isQuiet(world)) {
			quietSince = null;
			continue;
		}
		quietSince ??= loop.now;
		const wakeAt = nextWake(world);
		if (wakeAt !== null) {
			if (wakeAt > world.master.wallNow) loop.skip(wakeAt - world.master.wallNow);
			quietSince = null;
		} else if (loop.now - quietSince > settleMs) return;
	}
}

/** P7: kills everything at once, starts it again, and looks whether anything has come of it. */
async function restartAll(world: World): Promise<void> {
	const before = world.cards.map((card) => describeCard(world, card));
	for (const process of world.processes) process.crash();
	for (const process of world.processes) process.start();
	await comeToRest(world);
	for (const [index, card] of world.cards.entries())
		world.room.log({
			kind: 'restarted',
			card,
			before: before[index] ?? '',
			after: describeCard(world, card),
		});
}
