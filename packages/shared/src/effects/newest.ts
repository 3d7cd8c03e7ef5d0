import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lastRecord } from './effect-log.ts';
import { linkOf } from './chain.ts';

/**
 * Looks at the logs of a folder and tells the link of the newest record of each that has grown since the last look, by
 * the name of its service: who keeps it somewhere else can tell later that the end of a log is gone.
 */
export function watchNewest(folder: string): () => ReadonlyMap<string, string> {
	const sizes = new Map<string, number>();
	return () => {
		const found = new Map<string, string>();
		const names = existsSync(folder) ? readdirSync(folder) : [];
		for (const name of names.filter((name) => /^(?!.*\.\d{13}\.jsonl$).*\.jsonl$/.test(name))) {
			const path = join(folder, name);
			const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
			if (size === sizes.get(name)) continue;
			sizes.set(name, size);
			const line = lastRecord(path);
			if (line !== null) found.set(name.replace(/\.jsonl$/, ''), linkOf(line));
		}
		return found;
	};
}
