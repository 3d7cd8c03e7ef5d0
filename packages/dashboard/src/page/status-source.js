const slowestMs = 5_000;
const retryMs = 2_000;
const fastestMs = 250;

/**
 * Keeps the page's status fresh: asks again when a live event says that something changed, and every few seconds
 * anyway, since events may be missed. At most one request at a time, none while nobody looks at the page.
 *
 * Returns `askNow` for when something is known to have changed. `onStatus` gets each status; `onTrouble` an error `{message, fix}`; `onRun` each live event of a run.
 */
export function followStatus({ onStatus, onTrouble, onRun }) {
	let timer;
	let asking = false;
	let again = false;

	const ask = async () => {
		clearTimeout(timer);
		if (asking) {
			again = true;
			return;
		}
		asking = true;
		again = false;
		const status = await fetchStatus().catch((error) => ({ trouble: error }));
		asking = false;
		if (status.trouble === undefined) onStatus(status);
		else onTrouble(status.trouble);
		plan(again ? fastestMs : status.trouble === undefined ? slowestMs : retryMs);
	};
	const plan = (ms) => {
		clearTimeout(timer);
		if (!document.hidden) timer = setTimeout(ask, ms);
	};

	const events = new EventSource('api/events');
	events.addEventListener('live', (message) => {
		const event = JSON.parse(message.data);
		if (event.type === 'run.event') onRun(event);
		else if (asking) again = true;
		else plan(fastestMs);
	});
	document.addEventListener('visibilitychange', () => {
		if (!document.hidden) void ask();
	});
	void ask();
	return { askNow: () => (asking ? void (again = true) : plan(fastestMs)) };
}

async function fetchStatus() {
	let response;
	try {
		response = await fetch('api/status');
	} catch {
		throw {
			message: 'The dashboard itself does not answer.',
			fix: 'Start everything with `aegis up`; this page comes back by itself.',
		};
	}
	if (response.ok) return response.json();
	const body = await response.json().catch(() => null);
	throw (
		body?.error ?? {
			message: `The dashboard answered ${response.status}.`,
			fix: 'See `aegis logs dashboard`.',
		}
	);
}
