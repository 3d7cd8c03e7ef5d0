import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from './read-json.ts';
import type { Home } from './home.ts';

/** Where the local board listens and with which tokens: the board writes it, mode 0600. */
const BoardAddress = z.looseObject({
	url: z.string(),
	apiUrl: z.string(),
	pid: z.number(),
	personToken: z.string(),
	botToken: z.string(),
	workspaceGid: z.string(),
});
export type BoardAddress = z.infer<typeof BoardAddress>;

/** The local board's last known address, or null when it never ran in this home. */
export function loadBoardAddress(home: Home): BoardAddress | null {
	return readJsonFile(join(home.board, 'board.json'), BoardAddress);
}
