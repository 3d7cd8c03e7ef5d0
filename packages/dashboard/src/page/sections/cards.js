import { make, makeHint, makeLink, makePill } from '../dom.js';
import { makeTime } from '../clock.js';
import { offerOrders } from '../core/offer-orders.js';
import { makeCardOrders } from './pause.js';
import { wordMoney } from '../core/wording.js';

/** What only a person can move on, each with what to do about it. */
export function renderNeedsYou(cards, pauses) {
	if (cards.length === 0) return [make('p', { class: 'empty' }, 'Nothing needs you.')];
	return cards.map((card) =>
		item(
			card,
			'needs',
			pauses,
			make('p', { class: 'reason' }, ...makeHint(card.reason.text)),
			make('p', { class: 'quiet' }, 'for ', makeTime(card.changedAt, 'elapsed'), spent(card)),
		),
	);
}

/** What agents do now: who, since when, at what, for how much. */
export function renderRunning(cards, activities, pauses) {
	if (cards.length === 0) {
		return [
			make(
				'p',
				{ class: 'empty' },
				...makeHint('No agent is running. Give one a card: `aegis task add "…" --ready`.'),
			),
		];
	}
	return cards.map((card) => {
		const live = activities.get(card.run?.runId);
		return item(
			card,
			'running',
			pauses,
			make('p', { class: 'activity' }, live?.text ?? card.run?.activity ?? 'Starting'),
			make(
				'p',
				{ class: 'quiet' },
				makePill(card.run?.agent ?? card.agent ?? 'agent', 'busy'),
				' for ',
				makeTime(card.run?.startedAt ?? card.changedAt, 'elapsed'),
				` · this run ${wordMoney(live?.costUsd ?? card.run?.costUsd ?? null)}`,
				spent(card),
			),
		);
	});
}

/** What waits by itself, each with its one reason. */
export function renderWaiting(cards, pauses) {
	if (cards.length === 0) return [make('p', { class: 'empty' }, 'Nothing is waiting.')];
	return cards.map((card) =>
		item(
			card,
			'waiting',
			pauses,
			make(
				'p',
				{ class: 'reason' },
				...makeHint(
					card.reason?.text ??
						(card.state === 'queued' ? 'Queued: the next idle worker takes it' : 'Waiting'),
				),
			),
			make('p', { class: 'quiet' }, 'for ', makeTime(card.changedAt, 'elapsed'), spent(card)),
		),
	);
}

function item(card, kind, pauses, ...rest) {
	return make(
		'article',
		{ class: `card ${kind}`, 'data-gid': card.gid },
		make(
			'h3',
			{},
			makeLink(card.name, card.url),
			card.section === null ? null : make('span', { class: 'section' }, card.section),
		),
		...rest,
		makeCardOrders(card, offerOrders(card, pauses)),
	);
}

function spent(card) {
	return ` · ${wordMoney(card.costUsd)} of ${wordMoney(card.maxCostUsd)} spent`;
}
