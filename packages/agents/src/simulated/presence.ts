import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** That an agent is at a card, until it is disposed of or its process is gone. */
export interface Presence extends Disposable {
	/** The runs of the agents that were there already, or came at the same moment. */
	readonly others: readonly string[];
}

/**
 * Says in a folder all agents share that one is at a card, and who else is.
 *
 * Each holds a named pipe open for reading, which the kernel lets go with the process, however that ends: opened for writing
 * without waiting, one that nobody reads fails with ENXIO (fifo(7)). Unlike a pid that holds between sandboxes, each of
 * which has pids of its own. Whoever comes takes its own first and looks then, so of two at once one at least sees the other.
 */
export function takePresence(folder: string, card: string, run: string): Presence {
	const place = join(folder, `card-${encodeURIComponent(card)}`);
	mkdirSync(place, { recursive: true });
	const own = `${encodeURIComponent(run)}@${randomUUID()}`;
	const pipe = join(place, own);
	execFileSync('mkfifo', [pipe], { stdio: ['ignore', 'ignore', 'inherit'] });
	const held = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
	const others = readdirSync(place).filter((name) => name !== own && isRead(join(place, name)));
	return {
		others: others.map((name) => decodeURIComponent(name.slice(0, name.lastIndexOf('@')))),
		[Symbol.dispose]() {
			closeSync(held);
			rmSync(pipe, { force: true });
		},
	};
}

/** True while some process has the pipe open for reading. */
function isRead(pipe: string): boolean {
	try {
		closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
		return true;
	} catch (error) {
		const { code = '' } = error as NodeJS.ErrnoException;
		// ENOENT: it was put away between the two looks.
		if (code === 'ENXIO' || code === 'ENOENT') return false;
		throw error;
	}
}
