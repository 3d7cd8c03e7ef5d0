import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from '@aegis/shared/process';
import { readBill } from '@aegis/agents/simulated/bill';
import type { Place } from '../installation/place.ts';
import { sumBill } from '../truth/core/judge-bill.ts';
import type { Problem } from '../truth/core/problem.ts';
import { lookAtHome } from '../truth/look-at-home.ts';
import { seedRandom, type Random } from './random.ts';
import { People } from './people.ts';
import { comeToRest } from './rest.ts';
import { Troubles } from './troubles.ts';
import { openWorld, type World } from './world.ts';

/** What a soak came to. Money in US dollars, times in milliseconds. */
export interface SoakReport {
	readonly cards: number;
	readonly done: number;
	readonly runs: number;
	readonly outcomes: ReadonlyMap<string, number>;
	readonly acts: ReadonlyMap<string, number>;
	readonly faults: ReadonlyMap<string, number>;
	readonly longestAwayMs: number;
	readonly restMs: number;
	readonly billedUsd: number;
	readonly recordedUsd: number;
	readonly problems: readonly Problem[];
}

/** Lets cards stream through an installation for so long while a fault happens every few seconds, then looks. */
export async function runSoak(
	place: Place,
	options: { readonly minutes: number; readonly seed: number; readonly onNote: (text: string) => void },
): Promise<SoakReport> {
	const random = seedRandom(options.seed);
	const people = seedRandom(options.seed + 1);
	let report: SoakReport;
	let said: string | null;
	{
		await using world = await openWorld(place);
		report = await play(world, random, new People(world, people), options);
		said = await world.stop();
	}
	const left = processesOf(place.root).map((process): Problem => ({
		promise: 'P8',
		card: '',
		what: `left running: ${process}`,
	}));
	const ended: Problem[] = said === null ? [] : [{ promise: 'P8', card: '', what: said }];
	return { ...report, problems: [...report.problems, ...(await lookAtHome(place)), ...ended, ...left] };
}

async function play(
	world: World,
	random: Random,
	people: People,
	options: { readonly minutes: number; readonly onNote: (text: string) => void },
): Promise<SoakReport> {
	const stop = new AbortController();
	const troubles = new Troubles(world, random, options.onNote);
	const made = troubles.make(stop.signal);
	const life = (async () => {
		while (!stop.signal.aborted) {
			await people.act().catch((error: unknown) => options.onNote(`people: ${String(error)}`));
			await sleep(700);
		}
	})();
	await sleep(options.minutes * 60_000);
	stop.abort();
	await Promise.all([made, life]);
	await world.board.misbehave({ clear: true });
	options.onNote('the faults are over');
	const quietAt = performance.now();
	const rest = await comeToRest(world, people);
	const views = await Promise.all(people.cards.map((card) => world.installation.master.card(card)));
	const runs = views.flatMap((view) => view?.runs ?? []);
	return {
		cards: people.cards.length,
		done: rest.done.length,
		runs: runs.length,
		outcomes: count(runs.map(({ outcome }) => outcome ?? 'none')),
		acts: people.acts,
		faults: troubles.counts,
		longestAwayMs: troubles.longestAwayMs,
		restMs: performance.now() - quietAt,
		billedUsd: sumBill(readBill(world.place.bill)),
		recordedUsd: runs.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
		problems: [...troubles.problems, ...rest.problems],
	};
}

function count(names: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}
