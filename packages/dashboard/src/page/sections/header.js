import { make } from '../dom.js';
import { makeTime } from '../clock.js';
import { makePauseAll } from './pause.js';
import { wordCount, wordMoney } from '../core/wording.js';

/** Spend, workers and services in one line; what is wrong is said in words and in colour. */
export function renderHeader(status) {
	const alive = status.workers.filter((worker) => worker.state !== 'silent').length;
	const broken = status.services.filter((service) => service.state !== 'running');
	return [
		make('h1', {}, 'Aegis'),
		make(
			'dl',
			{},
			fact('Spent today', wordMoney(status.spentTodayUsd), `${wordMoney(status.spentUsd)} in all`),
			fact(
				'Workers',
				`${alive} of ${status.workers.length} alive`,
				wordCount(
					status.workers.reduce((sum, worker) => sum + worker.running.length, 0),
					'run',
				) + ' under way',
				alive === 0 ? 'bad' : '',
			),
			fact(
				'Services',
				broken.length === 0 ? `${status.services.length} running` : broken.map(describe).join(', '),
				['up for ', makeTime(status.startedAt, 'elapsed')],
				broken.length === 0 ? '' : 'bad',
			),
			...status.troubles.map(({ text, since }) =>
				fact('Trouble', text, ['for ', makeTime(since, 'elapsed')], 'bad'),
			),
			status.deadLetters === 0
				? null
				: fact('Dead letters', String(status.deadLetters), 'see aegis logs', 'bad'),
		),
		makePauseAll(status.pauses) ?? '',
	];
}

function describe(service) {
	return service.state === 'given-up' ? `${service.name} given up` : `${service.name} restarting`;
}

function fact(name, value, detail, tone = '') {
	return make(
		'div',
		{ class: 'fact' },
		make('dt', {}, name),
		make('dd', { class: tone }, value),
		make('dd', { class: 'quiet' }, detail),
	);
}
