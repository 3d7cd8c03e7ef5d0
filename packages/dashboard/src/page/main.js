import { groupCards } from './core/group-cards.js';
import { make, makeHint } from './dom.js';
import { makeTime, setServerTime } from './clock.js';
import { renderHeader } from './sections/header.js';
import { renderNeedsYou, renderRunning, renderWaiting } from './sections/cards.js';
import { renderProjects, renderRuns, renderWorkers } from './sections/tables.js';
import { renderBanner } from './sections/pause.js';
import { onOrder } from './orders.js';
import { followStatus } from './status-source.js';

const recentRuns = 20;
const shown = new Map();
/** The latest live event of each run under way, newer than what the status says. */
const activities = new Map();
let status;

for (const [id, title] of [
	['needs-you', 'Needs you'],
	['running', 'Running'],
	['waiting', 'Waiting'],
	['workers', 'Workers'],
	['runs', 'Recent runs'],
	['projects', 'Projects'],
]) {
	document
		.getElementById('sections')
		.append(
			make(
				'section',
				{ id, 'aria-labelledby': `${id}-title` },
				make('h2', { id: `${id}-title` }, title, make('span', { class: 'count' })),
				make('div', { class: 'content' }, make('p', { class: 'empty' }, 'Loading…')),
			),
		);
}

/** Draws a part again only when what it shows changed, so that a selection or a focus in it survives. */
function show(element, data, render) {
	const key = JSON.stringify(data);
	if (shown.get(element) === key) return;
	shown.set(element, key);
	element.replaceChildren(...render());
}

function showSection(id, data, render) {
	const section = document.getElementById(id);
	section.querySelector('.count').textContent = data.length === 0 ? '' : String(data.length);
	section.classList.toggle('filled', data.length > 0);
	show(section.querySelector('.content'), data, render);
}

function showRunning() {
	const { running } = groupCards(status.cards);
	showSection(
		'running',
		running.map((card) => ({ ...card, live: activities.get(card.run?.runId), pauses: status.pauses })),
		() => renderRunning(running, activities, status.pauses),
	);
}

function showStatus(next) {
	status = next;
	setServerTime(status.at);
	const current = new Set(status.cards.map((card) => card.run?.runId));
	for (const runId of activities.keys()) if (!current.has(runId)) activities.delete(runId);

	const { needsYou, waiting } = groupCards(status.cards);
	const runs = status.runs.slice(0, recentRuns);
	const { spentTodayUsd, spentUsd, workers, services, startedAt, deadLetters, troubles, pauses } = status;
	show(document.getElementById('pauses'), pauses, () => renderBanner(pauses));
	show(
		document.getElementById('header'),
		{
			spentTodayUsd,
			spentUsd,
			workers: workers.map((w) => [w.state, w.running]),
			services,
			startedAt,
			deadLetters,
			troubles,
			pauses,
		},
		() => renderHeader(status),
	);
	const withPauses = (cards) => cards.map((card) => ({ ...card, pauses }));
	showSection('needs-you', withPauses(needsYou), () => renderNeedsYou(needsYou, pauses));
	showRunning();
	showSection('waiting', withPauses(waiting), () => renderWaiting(waiting, pauses));
	showSection('workers', workers, () => renderWorkers(workers));
	showSection('runs', runs, () => renderRuns(runs));
	showSection('projects', withPauses(status.projects), () => renderProjects(status.projects, pauses));
	document.title = needsYou.length === 0 ? 'Aegis' : `(${needsYou.length}) Aegis`;
}

function showTrouble(trouble) {
	document.body.classList.toggle('stale', trouble !== null);
	show(document.getElementById('notice'), trouble, () =>
		trouble === null
			? []
			: [
					make('strong', {}, trouble.message),
					make('span', {}, ...makeHint(` ${trouble.fix ?? ''}`)),
					status === undefined ? null : make('span', {}, ' What you see is from ', makeTime(status.at), '.'),
				].filter((part) => part !== null),
	);
	if (trouble !== null && status === undefined) {
		show(document.getElementById('header'), 'trouble', () => [make('h1', {}, 'Aegis')]);
		document
			.querySelectorAll('#sections .content')
			.forEach((content) => show(content, 'trouble', () => [make('p', { class: 'empty' }, '–')]));
	}
}

const source = followStatus({
	onStatus: (next) => {
		showTrouble(null);
		showStatus(next);
	},
	onTrouble: showTrouble,
	onRun: (event) => {
		activities.set(event.runId, { text: event.text, costUsd: event.costUsd });
		if (status !== undefined) showRunning();
	},
});

onOrder((error) => {
	showTrouble(error);
	if (error === null) source.askNow();
});
