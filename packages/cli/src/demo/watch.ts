import { connectMaster, type CardDetailView, type MasterClient } from '@aegis/shared/api';
import type { Context } from '../context.ts';
import { waitFor } from '../instance/stop-signal.ts';
import type { Person, StoryKey } from './person.ts';
import { stories } from './stories/index.ts';
import type { Story } from './stories/story.ts';

/** How often the master is asked, milliseconds. */
const lookMs = 150;
/** How long the Worker is at it when the person changes their mind, milliseconds. */
const thinkMs = 700;

export interface Watched {
	readonly views: ReadonlyMap<StoryKey, CardDetailView>;
	/** The codes of the reasons each card was seen waiting for. */
	readonly reasons: ReadonlyMap<StoryKey, ReadonlySet<string>>;
	/** Why it was given up before every story had ended; null when they have. */
	readonly stuck: string | null;
}

/**
 * Follows the cards until every story has ended, printing what changes and having the person do their part. Gives up when
 * nothing changed for `patienceMs`.
 */
export async function watchCards(
	{ home, terminal }: Context,
	person: Person,
	options: { readonly patienceMs: number; readonly signal: AbortSignal; readonly since: number },
): Promise<Watched> {
	const { patienceMs, signal, since } = options;
	const views = new Map<StoryKey, CardDetailView>();
	const reasons = new Map<StoryKey, Set<string>>();
	const lines = new Map<StoryKey, string>();
	const master: MasterClient = connectMaster(home);
	let changedAt = performance.now();
	while (!signal.aborted) {
		for (const [key, gid] of person.cards) {
			const view = await master.card(gid).catch(() => null);
			if (view === null) continue;
			views.set(key, view);
			const line = describeView(view);
			if (view.reason !== null) {
				const seen = reasons.get(key) ?? new Set();
				reasons.set(key, seen.add(view.reason.code));
			}
			if (line === lines.get(key)) continue;
			lines.set(key, line);
			changedAt = performance.now();
			const seconds = ((Date.now() - since) / 1_000).toFixed(1).padStart(6);
			terminal.note(`${terminal.paint.dim(`${seconds} s`)}  ${view.name.padEnd(30)} ${line}`);
		}
		await actAsPerson(person, views);
		if (stories.every((story) => hasEnded(story, views.get(story.key))))
			return { views, reasons, stuck: null };
		if (performance.now() - changedAt > patienceMs) {
			return { views, reasons, stuck: `nothing has changed for ${Math.round(patienceMs / 1_000)} s` };
		}
		await waitFor(lookMs, signal);
	}
	return { views, reasons, stuck: 'it was stopped' };
}

async function actAsPerson(person: Person, views: ReadonlyMap<StoryKey, CardDetailView>): Promise<void> {
	for (const key of ['straight', 'blocked', 'clarified'] as const) await person.makeReady(key);
	const first = views.get('straight');
	// The rest builds on a main whose tests pass.
	if (first === undefined || !isDone(first)) return;
	await person.makeReady('rejected');
	await person.makeReady('withdrawn');
	if (isWorkedOn(views.get('withdrawn'))) await person.takeBack();
	if (views.get('clarified')?.section === 'Clarification Needed') await person.answerQuestions();
}

function hasEnded({ ending }: Story, view: CardDetailView | undefined): boolean {
	if (view === undefined) return false;
	if (ending === 'merged') return isDone(view);
	return view.section === 'Drafts' && view.run === null && view.runs.some((run) => run.agent === 'Worker');
}

function isWorkedOn(view: CardDetailView | undefined): boolean {
	const run = view?.run;
	return run?.agent === 'Worker' && run.startedAt !== null && Date.now() - run.startedAt > thinkMs;
}

function isDone(view: CardDetailView): boolean {
	return view.state === 'done' && view.completed && view.section === 'Done';
}

function describeView(view: CardDetailView): string {
	const section = view.section ?? '–';
	if (view.state === 'running' && view.run !== null) return `${section} · ${view.run.agent} running`;
	// What passes within milliseconds would only be noise here.
	if (view.reason === null || view.reason.code === 'updating-board' || view.state === 'queued')
		return section;
	return `${section} · ${view.reason.text}`;
}
