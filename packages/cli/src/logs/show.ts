import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { exitCodeOf, listenForStop, waitFor } from '../instance/stop-signal.ts';
import { formatEntry, formatEntryJson, parseEntry, type Entry } from './core/entry.ts';
import { Tail } from './tail.ts';

interface ShowOptions {
	readonly service?: string;
	readonly follow: boolean;
	readonly json: boolean;
	readonly lines: number;
}

/** How often followed files are looked at, milliseconds. */
const lookMs = 200;

/** Prints the last lines of the logs in the order of their time, then what is added. Throws LOG_NOT_FOUND (exit 3). */
export async function showLogs({ home, terminal }: Context, options: ShowOptions): Promise<number> {
	const tails = new Map<string, Tail>();
	const readEntries = (): Entry[] => {
		const entries: Entry[] = [];
		for (const name of listLogs(home.logs, options.service)) {
			const tail = tails.get(name) ?? new Tail(join(home.logs, `${name}.log`));
			tails.set(name, tail);
			let at = 0;
			for (const line of tail.readNew()) {
				const entry = parseEntry(line, name, at);
				at = entry.at;
				entries.push(entry);
			}
		}
		return entries.toSorted((a, b) => a.at - b.at);
	};
	const print = (entries: readonly Entry[]): void => {
		for (const entry of entries) terminal.out(options.json ? formatEntryJson(entry) : formatEntry(entry));
	};

	const first = readEntries();
	if (tails.size === 0 && !options.follow) throw notFound(home.logs, options.service);
	print(first.slice(-options.lines));
	if (!options.follow) return 0;
	const signal = listenForStop();
	while (!signal.aborted) {
		await waitFor(lookMs, signal);
		print(readEntries());
	}
	return exitCodeOf(signal);
}

/** The services that have a log; `service` also names a family, as in `worker` for `worker-1`. */
function listLogs(folder: string, service: string | undefined): string[] {
	let files: string[];
	try {
		files = readdirSync(folder);
	} catch {
		return [];
	}
	return files
		.filter((file) => file.endsWith('.log'))
		.map((file) => basename(file, '.log'))
		.filter((name) => service === undefined || name === service || name.startsWith(`${service}-`));
}

function notFound(folder: string, service: string | undefined): AegisError {
	const known = listLogs(folder, undefined);
	return new AegisError(
		'LOG_NOT_FOUND',
		service === undefined || known.length === 0
			? `Nothing has been logged in ${folder} yet.`
			: `There is no log of a service called ${service}.`,
		{
			fix: known.length === 0 ? 'Start Aegis with `aegis up`.' : `There are: ${known.join(', ')}.`,
			exitCode: 3,
		},
	);
}
