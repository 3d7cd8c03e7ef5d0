const dayMs = 24 * 60 * 60 * 1_000;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** A limit that is named by weekday or date ends within this many days; what seems later was read wrong. */
const farthestDays = 40;

/**
 * When a usage limit ends, as its text says it; null where it does not. The CLI has said it as seconds since the epoch
 * (“…|1893456000”), a time (“resets 3pm”, “resets at 15:30”), a day (“resets Monday”, “resets Dec 3, 9am”, “resets tomorrow”),
 * or a span (“resets in 2h 5m”), with the name of a time zone in brackets or in the machine's own. Milliseconds since the epoch.
 */
export function findReset(text: string, now: number): number | null {
	const seconds = /\|(\d{10})\b/.exec(text)?.[1];
	if (seconds !== undefined) return Number(seconds) * 1_000;
	const said = /\bresets?\b:?\s*(.+)/is.exec(text)?.[1]?.toLowerCase();
	if (said === undefined) return null;
	const span = readSpan(said);
	if (span !== null) return now + span;
	const time = readTime(said);
	const isDay = readDay(said);
	if (time === null && isDay === null) return null;
	const { hour, minute } = time ?? { hour: 0, minute: 0 };
	const zone = readZone(text);
	// The first such moment to come: the text never says which day's 3pm it is.
	for (let days = 0; days <= farthestDays; days++) {
		const day = dateIn(zone, now + days * dayMs);
		const at = momentIn(zone, { ...day, hour, minute });
		if (at > now && (isDay === null || isDay({ ...day, days }))) return at;
	}
	return null;
}

interface Day {
	readonly year: number;
	/** 1 to 12. */
	readonly month: number;
	readonly date: number;
	/** 0 is Sunday. */
	readonly weekday: number;
}

function readSpan(said: string): number | null {
	const [, days, hours, minutes] =
		/^in\s+(?:(\d+)\s*d[a-z]*[\s,]*)?(?:(\d+)\s*h[a-z]*[\s,]*)?(?:(\d+)\s*m[a-z]*)?/.exec(said) ?? [];
	const whole = (part: string | undefined): number => Number(part ?? 0);
	const total = whole(days) * dayMs + whole(hours) * 3_600_000 + whole(minutes) * 60_000;
	return total === 0 ? null : total;
}

function readTime(said: string): { readonly hour: number; readonly minute: number } | null {
	const [, hours, minutes, half] = /\b(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\b/.exec(said) ?? [];
	if (hours !== undefined) {
		const hour = (Number(hours) % 12) + (half === 'p' ? 12 : 0);
		return { hour, minute: Number(minutes ?? 0) };
	}
	const [, hour, minute] = /\b([01]?\d|2[0-3]):([0-5]\d)\b/.exec(said) ?? [];
	return hour === undefined ? null : { hour: Number(hour), minute: Number(minute) };
}

/** Whether a day is the one that is named; null where none is. */
function readDay(said: string): ((day: Day & { readonly days: number }) => boolean) | null {
	if (/\btomorrow\b/.test(said)) return ({ days }) => days === 1;
	const [, month, date] = /\b([a-z]{3})[a-z]*\.?\s+(\d{1,2})\b(?!:|\s*[ap]m)/.exec(said) ?? [];
	const named = months.indexOf(month ?? '');
	if (named >= 0) return (day) => day.month === named + 1 && day.date === Number(date);
	const weekday = weekdays.indexOf(/\b(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b/.exec(said)?.[1] ?? '');
	return weekday < 0 ? null : (day) => day.weekday === weekday;
}

/** The time zone in brackets, where this system knows it; undefined is the machine's own. */
function readZone(text: string): string | undefined {
	const name = /\(([A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*)\)/.exec(text)?.[1];
	if (name === undefined) return undefined;
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
	} catch {
		return undefined;
	}
}

function dateIn(zone: string | undefined, at: number): Day {
	const shifted = new Date(at + offsetIn(zone, at));
	return {
		year: shifted.getUTCFullYear(),
		month: shifted.getUTCMonth() + 1,
		date: shifted.getUTCDate(),
		weekday: shifted.getUTCDay(),
	};
}

function momentIn(
	zone: string | undefined,
	{ year, month, date, hour, minute }: Day & { readonly hour: number; readonly minute: number },
): number {
	const wall = Date.UTC(year, month - 1, date, hour, minute);
	// Once more, for a change of the clocks may lie between the two.
	const first = wall - offsetIn(zone, wall);
	return wall - offsetIn(zone, first);
}

/** How far a zone's clocks are ahead of UTC at a moment. Milliseconds. */
function offsetIn(zone: string | undefined, at: number): number {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
	});
	const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
	const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
	const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
	return wall - Math.floor(at / 60_000) * 60_000;
}
