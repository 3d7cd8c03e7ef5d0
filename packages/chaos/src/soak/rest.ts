import { setTimeout as sleep } from 'node:timers/promises';
import type { CardDetailView } from '@aegis/shared/api';
import type { Problem } from '../truth/core/problem.ts';
import { lookAtCard } from '../truth/look-at-card.ts';
import { lookAtMain } from '../truth/look-at-main.ts';
import type { People } from './people.ts';
import type { World } from './world.ts';

/** Why a card may rest short of Done: a person has to look at it, and the card says so. */
const forPeople = ['quarantined', 'awaiting-person', 'budget-reached'];

/** Milliseconds everything may take to come to rest once the faults have stopped. */
const patienceMs = 240_000;

/** Waits until nothing happens any more and holds everything against the world. */
export async function comeToRest(
	world: World,
	people: People,
): Promise<{ problems: Problem[]; done: string[] }> {
	const deadline = performance.now() + patienceMs;
	await people.bringBack(Number.POSITIVE_INFINITY);
	let open = await people.listOpen();
	while (open.length > 0 && performance.now() < deadline) {
		const views = await Promise.all(
			open.map((card) => world.installation.master.card(card).catch(() => null)),
		);
		if (views.every((view) => view !== null && waitsForPerson(view))) break;
		await sleep(1_000);
		open = await people.listOpen();
	}
	const done = people.cards.filter((card) => !open.includes(card));
	let problems = await lookAtAll(world, people, done, open);
	// What is on its way arrives a little later.
	while (problems.length > 0 && performance.now() < deadline) {
		await sleep(1_000);
		problems = await lookAtAll(world, people, done, open);
	}
	return { problems, done };
}

async function lookAtAll(
	world: World,
	people: People,
	done: readonly string[],
	open: readonly string[],
): Promise<Problem[]> {
	const problems: Problem[] = [];
	for (const card of people.cards)
		problems.push(
			...(await lookAtCard(world.installation, world.board, card).catch((error: unknown) => [
				{ promise: 'P1' as const, card, what: String(error) },
			])),
		);
	for (const card of open) {
		const view = await world.installation.master.card(card).catch(() => null);
		if (view === null || !waitsForPerson(view))
			problems.push({ promise: 'P1', card, what: `it did not come to rest: ${describe(view)}` });
	}
	return [...problems, ...(await lookAtMain(world.place, done, people.theirs))];
}

function waitsForPerson({ state, reason }: CardDetailView): boolean {
	return state === 'waiting' && reason !== null && forPeople.includes(reason.code);
}

function describe(view: CardDetailView | null): string {
	if (view === null) return 'the master does not know it';
	const last = view.runs[0];
	return `${view.section}, ${view.state}, ${view.reason?.text ?? 'no reason'}; last run ${last?.outcome} ${last?.message}`;
}
