import { make } from '../dom.js';
import { makeOrder } from '../orders.js';
import { makeTime } from '../clock.js';

const words = { pause: 'Pause', resume: 'Resume', stop: 'Stop' };

/** What is paused beyond single cards, with the way out. */
export function renderBanner(pauses) {
	const all = pauses.find((pause) => pause.scope === 'all');
	if (all !== undefined) return [line('Everything is paused', all, { scope: 'all' })];
	return pauses
		.filter((pause) => pause.scope === 'project')
		.map((pause) => line(`The project ${pause.name ?? pause.gid} is paused`, pause, pauseTarget(pause)));
}

function pauseTarget({ scope, gid }) {
	return { scope, gid };
}

function line(text, pause, target) {
	return make(
		'div',
		{ class: 'paused' },
		make('strong', {}, text),
		make('span', {}, ` by ${pause.by}, `, makeTime(pause.at), '. Nothing of it starts.'),
		makeOrder('Resume', 'api/resume', { target }, 'primary'),
	);
}

/** Pauses everything; nothing where everything is paused, since the banner has the way out. */
export function makePauseAll(pauses) {
	if (pauses.some((pause) => pause.scope === 'all')) return null;
	return makeOrder('Pause everything', 'api/pause', { target: { scope: 'all' } });
}

export function makeProjectOrder(gid, pauses) {
	if (pauses.some((pause) => pause.scope === 'all')) return null;
	const target = { scope: 'project', gid };
	const paused = pauses.some((pause) => pause.scope === 'project' && pause.gid === gid);
	return paused ? makeOrder('Resume', 'api/resume', { target }) : makeOrder('Pause', 'api/pause', { target });
}

export function makeCardOrders(card, orders) {
	if (orders.length === 0) return null;
	const target = { scope: 'card', gid: card.gid };
	return make(
		'div',
		{ class: 'orders' },
		...orders.map((order) =>
			order === 'stop'
				? makeOrder(words.stop, `api/cards/${encodeURIComponent(card.gid)}/stop`, {})
				: makeOrder(words[order], `api/${order}`, { target }),
		),
	);
}
