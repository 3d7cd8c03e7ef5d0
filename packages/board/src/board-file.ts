import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from './board.ts';

/** What other processes need to find a running board and speak to it. */
export interface BoardFile {
	readonly url: string;
	readonly apiUrl: string;
	readonly pid: number;
	readonly personToken: string;
	readonly botToken: string;
	readonly workspaceGid: string;
	readonly personGid: string;
	readonly botGid: string;
	/** With `--door`: the folder of the secrets that open the page. */
	readonly door?: string;
	/** With `--guest`. */
	readonly guestToken?: string;
	readonly guestGid?: string;
}

/** Writes `DIR/board.json`, readable by its owner alone and never half-written; disposing removes it. */
export function writeBoardFile(directory: string, board: Board): Disposable {
	const path = join(directory, 'board.json');
	const content: BoardFile = {
		url: board.url,
		apiUrl: board.apiUrl,
		pid: process.pid,
		personToken: board.seeds.person.token,
		botToken: board.seeds.bot.token,
		workspaceGid: board.seeds.workspaceGid,
		personGid: board.seeds.person.gid,
		botGid: board.seeds.bot.gid,
		...(board.door === undefined ? {} : { door: board.door }),
		...(board.guest === null ? {} : { guestToken: board.guest.token, guestGid: board.guest.gid }),
	};
	const temporary = `${path}.${process.pid}`;
	writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
	renameSync(temporary, path);
	return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}
