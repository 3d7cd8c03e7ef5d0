import { make } from './dom.js';
import { wordAge, wordDuration } from './core/wording.js';

/** Milliseconds the server's clock is ahead of this one. */
let ahead = 0;

export function setServerTime(at) {
	ahead = at - Date.now();
}

function word(element) {
	const passed = Date.now() + ahead - Number(element.dataset.at);
	element.textContent = element.dataset.as === 'elapsed' ? wordDuration(passed) : wordAge(passed);
}

/** A moment that keeps its own text: `age` (3m ago) or `elapsed` (3m 12s); the exact time on hover. */
export function makeTime(at, as = 'age') {
	if (at === null) return make('span', { class: 'quiet' }, '–');
	const moment = new Date(at);
	const element = make('time', {
		datetime: moment.toISOString(),
		title: moment.toLocaleString(),
		'data-at': at,
		'data-as': as,
	});
	word(element);
	return element;
}

setInterval(() => document.querySelectorAll('time[data-at]').forEach(word), 1_000);
