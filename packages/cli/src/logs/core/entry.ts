/** One line of a log file: an entry of ours, or plain text as Redis writes it. */
export interface Entry {
	/** Milliseconds since the epoch; the entry before it counts where a line carries no time. */
	readonly at: number;
	readonly service: string;
	readonly level: string | null;
	readonly text: string;
	readonly fields: Readonly<Record<string, unknown>>;
	readonly raw: string;
}

const ownKeys = new Set(['time', 'level', 'service', 'pid', 'msg', 'hostname']);

export function parseEntry(raw: string, service: string, before: number): Entry {
	const plain = { at: before, service, level: null, text: raw, fields: {}, raw };
	if (!raw.startsWith('{')) return plain;
	let value: Record<string, unknown>;
	try {
		value = JSON.parse(raw) as Record<string, unknown>;
	} catch {
		return plain;
	}
	const at = typeof value['time'] === 'string' ? Date.parse(value['time']) : Number(value['time']);
	return {
		at: Number.isFinite(at) ? at : before,
		service,
		level: typeof value['level'] === 'string' ? value['level'] : null,
		text: typeof value['msg'] === 'string' ? value['msg'] : raw,
		fields: Object.fromEntries(Object.entries(value).filter(([key]) => !ownKeys.has(key))),
		raw,
	};
}

/** `12:31:07 master info run queued cardGid=12` */
export function formatEntry(entry: Entry): string {
	const fields = Object.entries(entry.fields).map(([key, value]) => `${key}=${formatValue(value)}`);
	const time = entry.at === 0 ? '--:--:--' : new Date(entry.at).toISOString().slice(11, 19);
	return [time, entry.service, entry.level ?? '-', entry.text, ...fields].join(' ');
}

function formatValue(value: unknown): string {
	if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
	if (typeof value === 'object' && value !== null && 'message' in value) return JSON.stringify(value.message);
	return JSON.stringify(value) ?? 'undefined';
}

/** The line as NDJSON: ours as it is, plain text wrapped. */
export function formatEntryJson(entry: Entry): string {
	return entry.level === null ? JSON.stringify({ service: entry.service, msg: entry.text }) : entry.raw;
}
