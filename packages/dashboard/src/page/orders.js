import { make } from './dom.js';

/** Called after each order: `error` is null, or what went wrong as `{message, fix}`. */
let afterOrder = () => {};

export function onOrder(listener) {
	afterOrder = listener;
}

/** A button that gives one order to the master; it rests while the order is on its way. */
export function makeOrder(text, path, body, tone = '') {
	const button = make('button', { type: 'button', class: tone, 'data-order': path }, text);
	button.addEventListener('click', async () => {
		button.disabled = true;
		const error = await give(path, body);
		afterOrder(error);
		// The page is drawn again when the order shows; until then a second click would say nothing new.
		setTimeout(() => (button.disabled = false), error === null ? 3_000 : 0);
	});
	return button;
}

async function give(path, body) {
	try {
		const response = await fetch(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body ?? {}),
		});
		if (response.ok) return null;
		const answer = await response.json().catch(() => null);
		return answer?.error ?? { message: `The dashboard answered ${response.status}.`, fix: null };
	} catch {
		return {
			message: 'The dashboard itself does not answer, so nothing was ordered.',
			fix: 'Try `aegis status`.',
		};
	}
}
