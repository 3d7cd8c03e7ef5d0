import { make, makeHint, makeLink, makePill, makeRow, makeTable } from '../dom.js';
import { makeTime } from '../clock.js';
import { makeProjectOrder } from './pause.js';
import { wordDuration, wordMoney } from '../core/wording.js';

const workerTones = { idle: '', busy: 'busy', stopping: 'warn', silent: 'bad' };
const projectTones = { ok: 'good', starting: '', degraded: 'warn' };
const outcomeTones = { succeeded: 'good', cancelled: '', 'usage-limited': 'warn', overloaded: 'warn' };

export function renderWorkers(workers) {
	if (workers.length === 0) {
		return [
			make(
				'p',
				{ class: 'empty' },
				...makeHint('No worker is alive, so nothing can run. `aegis doctor` finds out why.'),
			),
		];
	}
	const headings = ['Worker', 'State', 'Slots used', 'Last heard'];
	const rows = workers.map((worker) =>
		makeRow(headings, [
			[worker.workerId, make('span', { class: 'quiet' }, ` ${worker.host}, pid ${worker.pid}`)],
			makePill(worker.state, workerTones[worker.state]),
			`${worker.running.length} of ${worker.slots}`,
			makeTime(worker.heartbeatAt),
		]),
	);
	return [makeTable(headings, rows)];
}

export function renderRuns(runs) {
	if (runs.length === 0)
		return [make('p', { class: 'empty' }, 'No run yet. The first one shows up here as it starts.')];
	const headings = ['Card', 'Agent', 'Outcome', 'Took', 'Cost', 'When', 'Transcript'];
	const rows = runs.map((run) =>
		makeRow(headings, [
			run.cardName,
			run.attempt > 1 ? `${run.agent}, attempt ${run.attempt}` : run.agent,
			[
				makePill(
					run.outcome ?? run.state,
					run.outcome === null ? 'busy' : (outcomeTones[run.outcome] ?? 'bad'),
				),
				run.message === null ? null : make('span', { class: 'quiet message' }, ` ${run.message}`),
			],
			took(run),
			wordMoney(run.costUsd),
			makeTime(run.finishedAt ?? run.startedAt ?? run.queuedAt),
			make('a', { href: `api/runs/${encodeURIComponent(run.runId)}/transcript` }, 'open'),
		]),
	);
	return [makeTable(headings, rows)];
}

function took(run) {
	if (run.startedAt === null) return '–';
	return run.finishedAt === null
		? makeTime(run.startedAt, 'elapsed')
		: wordDuration(run.finishedAt - run.startedAt);
}

export function renderProjects(projects, pauses) {
	if (projects.length === 0) {
		return [make('p', { class: 'empty' }, ...makeHint('No project yet. In a git repository: `aegis init`.'))];
	}
	const headings = ['Project', 'State', 'Repository', 'Board read', ''];
	const rows = projects.map((project) =>
		makeRow(headings, [
			makeLink(project.name, project.board),
			[
				makePill(project.state, projectTones[project.state]),
				project.detail === null ? null : make('span', { class: 'quiet message' }, ` ${project.detail}`),
			],
			make('code', {}, project.path),
			makeTime(project.lastPollAt),
			makeProjectOrder(project.gid, pauses) ?? '',
		]),
	);
	return [makeTable(headings, rows)];
}
