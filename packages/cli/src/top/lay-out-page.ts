import type { CardView, StatusView, WorkerView } from '@aegis/shared/api';
import { clip, formatDuration, formatTable, formatUsd } from '../output/table.ts';
import type { Paint } from '../output/terminal.ts';

/** What a page is made of. `now` is milliseconds since the epoch; `lostForMs` is since when nobody answers, or null. */
export interface Seen {
	readonly status: StatusView;
	readonly now: number;
	readonly lostForMs: number | null;
}

interface Size {
	readonly columns: number;
	readonly rows: number;
}

/** A part of the page: it is left out where it has no lines, and the last ones give way where there is no room. */
interface Part {
	readonly title: string;
	readonly lines: readonly string[];
	readonly loud?: boolean;
}

/**
 * The lines of `aegis top`, none wider than the terminal and not more than it has: what needs a person first, then what
 * runs, what waits and why, and the workers.
 */
export function layOutPage(seen: Seen, { columns, rows }: Size, paint: Paint): readonly string[] {
	const head = [paint.bold(clip(headOf(seen), columns))];
	for (const text of warningsOf(seen)) head.push(paint.red(clip(text, columns)));
	const foot = paint.dim(clip('Ctrl-C ends this; nothing stops by it.', columns));
	const body = partsOf(seen).flatMap(({ title, lines, loud }) =>
		lines.length === 0
			? []
			: [
					'',
					titleOf(clip(`${title} (${lines.length})`, columns), loud === true, paint),
					...lines.map((line) => clip(`  ${line.replaceAll(/\s*\n\s*/g, ' ')}`, columns)),
				],
	);
	const room = Math.max(1, rows - head.length - 2);
	const hidden = body.length - room;
	const shown =
		hidden <= 0 ? body : [...body.slice(0, room - 1), paint.dim(clip(`… ${hidden + 1} more lines`, columns))];
	return [...head, ...shown, '', foot].slice(0, rows);
}

function titleOf(text: string, loud: boolean, paint: Paint): string {
	return loud ? paint.yellow(text) : paint.dim(text);
}

function headOf({ status, now }: Seen): string {
	const running = status.cards.filter(({ state }) => state === 'running').length;
	const slots = status.workers.reduce((sum, worker) => sum + worker.slots, 0);
	return [
		`Aegis ${formatDuration(now - status.startedAt)}`,
		`${running} of ${slots} slots busy`,
		`today ${formatUsd(status.spentTodayUsd)}`,
		`in all ${formatUsd(status.spentUsd)}`,
	].join(' · ');
}

function warningsOf({ status, lostForMs }: Seen): readonly string[] {
	const lost =
		lostForMs === null
			? []
			: [`The master does not answer since ${formatDuration(lostForMs)}; what follows is from before.`];
	const paused = status.pauses.some(({ scope }) => scope === 'all') ? ['Everything is paused.'] : [];
	const letters =
		status.deadLetters === 0 ? [] : [`${status.deadLetters} messages that no service could handle`];
	return [...lost, ...status.troubles.map(({ text }) => text), ...paused, ...letters];
}

function partsOf({ status, now }: Seen): readonly Part[] {
	const { cards, workers } = status;
	const needy = cards.filter(({ needs }) => needs !== null);
	const running = cards.filter(({ run, needs }) => run !== null && needs === null);
	const waiting = cards.filter(
		({ state, run, needs }) => state === 'waiting' && run === null && needs === null,
	);
	return [
		{ title: 'Needs you', lines: needy.map((card) => `${card.name}: ${reasonOf(card)}`), loud: true },
		{ title: 'Running', lines: formatTable(running.map((card) => describeRun(card, now))) },
		{ title: 'Waiting', lines: waiting.map((card) => `${card.name}: ${reasonOf(card)}`) },
		{ title: 'Workers', lines: formatTable(workers.map((worker) => describeWorker(worker, now))) },
	];
}

function reasonOf({ reason, section }: CardView): string {
	return reason?.text ?? section ?? '';
}

function describeRun({ run, name, costUsd, maxCostUsd, state }: CardView, now: number): readonly string[] {
	const since = run?.startedAt ?? null;
	return [
		run?.agent ?? '',
		clip(name, 40),
		state === 'queued' || since === null ? 'queued' : formatDuration(now - since),
		`${formatUsd(costUsd)} of ${formatUsd(maxCostUsd)}`,
		run?.activity ?? '',
	];
}

function describeWorker(
	{ workerId, state, running, slots, heartbeatAt }: WorkerView,
	now: number,
): readonly string[] {
	return [
		workerId,
		state,
		`${running.length}/${slots}`,
		`heard ${formatDuration(Math.max(0, now - heartbeatAt))} ago`,
	];
}
