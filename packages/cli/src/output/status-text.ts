import type { CardView, StatusView } from '@aegis/shared/api';
import { nextStep } from '../task/next-step.ts';
import { clip, formatDuration, formatTable, formatUsd } from './table.ts';
import type { Paint } from './terminal.ts';

/** The lines of `aegis status`. */
export function formatStatus(status: StatusView, paint: Paint): string[] {
	const lines = [
		`Running for ${formatDuration(status.at - status.startedAt)} · spent today ${formatUsd(status.spentTodayUsd)}, in all ${formatUsd(status.spentUsd)}`,
	];
	for (const { text } of status.troubles) lines.push(paint.red(text));
	lines.push(...formatPauses(status, paint));
	if (status.deadLetters > 0) {
		lines.push(paint.red(`${status.deadLetters} dead letters: messages that no service could handle`));
	}
	lines.push(...formatProjects(status, paint), ...formatWorkers(status), ...formatServices(status, paint));
	lines.push(...formatNeeds(status, paint), '', ...formatCards(status, paint));
	return lines;
}

/** What waits for a person, each with the command that does it. */
function formatNeeds({ cards }: StatusView, paint: Paint): string[] {
	const needy = cards.filter(({ needs }) => needs !== null);
	if (needy.length === 0) return [];
	const lines = needy.flatMap((card) => [
		`  ${clip(card.name, 60)}: ${card.reason?.text ?? card.section ?? ''}`,
		`    ${paint.bold(nextStep(card) ?? '')}`,
	]);
	return ['', paint.yellow(`Needs you (${needy.length})`), ...lines];
}

function formatPauses({ pauses }: StatusView, paint: Paint): string[] {
	return pauses.map(({ scope, gid, name, by }) => {
		if (scope === 'all') return paint.yellow(`EVERYTHING IS PAUSED by ${by}; \`aegis resume\` goes on`);
		const args = scope === 'project' ? `--project ${gid}` : gid;
		return paint.yellow(`Paused by ${by}: ${scope} ${name ?? gid}; \`aegis resume ${args}\` goes on`);
	});
}

function formatProjects({ projects }: StatusView, paint: Paint): string[] {
	if (projects.length === 0) return ['Projects: none; `aegis init` in a git repository adds one'];
	return projects.map(({ name, board, state, detail }) => {
		const suffix = detail === null ? '' : `: ${detail}`;
		const text = `Project ${name} (${board}) ${state}${suffix}`;
		return state === 'degraded' ? paint.yellow(text) : text;
	});
}

function formatWorkers({ workers }: StatusView): string[] {
	if (workers.length === 0) return ['Workers: none'];
	const busy = workers.reduce((sum, { running }) => sum + running.length, 0);
	const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
	const silent = workers.filter(({ state }) => state === 'silent').length;
	return [
		`Workers: ${workers.length}, ${busy} of ${slots} slots busy${silent > 0 ? `, ${silent} silent` : ''}`,
	];
}

/** Only what is not as it should be: a healthy service is no news. */
function formatServices({ services }: StatusView, paint: Paint): string[] {
	return services
		.filter(({ state }) => state !== 'running')
		.map(({ name, state, restarts }) => paint.red(`Service ${name} ${state} after ${restarts} restarts`));
}

function formatCards({ cards }: StatusView, paint: Paint): string[] {
	if (cards.length === 0) return ['No cards yet. Next: `aegis task add "…" --ready`'];
	const busy = cards.filter(({ state }) => state !== 'idle' && state !== 'done');
	const quiet = cards.length - busy.length;
	const rest = quiet === 0 ? [] : [paint.dim(`${quiet} more idle or done; \`aegis task list\` shows them`)];
	if (busy.length === 0) return ['Nothing is under way.', ...rest];
	const rows = busy.map((card) => [
		card.gid,
		clip(card.name, 40),
		card.section ?? '–',
		describeState(card),
		formatUsd(card.costUsd),
	]);
	const [header = '', ...body] = formatTable([['CARD', 'NAME', 'SECTION', 'STATE', 'COST'], ...rows]);
	return [paint.dim(header), ...body, ...rest];
}

function describeState(card: CardView): string {
	if (card.run !== null && card.state === 'running') {
		return `${card.run.agent} running${card.run.activity === null ? '' : `: ${clip(card.run.activity, 40)}`}`;
	}
	return card.reason === null ? card.state : clip(card.reason.text, 70);
}
