import type { BoardAddress, Home } from '@aegis/shared/config';
import type { Supervisor } from '@aegis/shared/supervision';
import { awaitBoard, describeBoard } from './board-service.ts';
import { findFreePort } from './ports.ts';
import { rememberPort } from './remembered-port.ts';

/** Milliseconds a board has to start, on a busy machine too. */
const readyMs = 30_000;

/** Ports that are tried, one after the other. */
const maxPorts = 3;

/**
 * Starts the home's board and waits until it answers. Where the port is ours to choose and the board does not stay on it,
 * it starts on another: since the port was looked at, another process may have taken it. Throws BOARD_NOT_READY; a board
 * that stays on no port is left to the supervisor's `onGiveUp`, and the promise is rejected as `signal` says.
 */
export async function startBoard(
	supervisor: Supervisor,
	options: {
		readonly home: Home;
		readonly env: Readonly<Record<string, string | undefined>>;
		readonly port: number;
		/** A person asked for this very port. */
		readonly asked: boolean;
		readonly wake?: { url: string; prefix: string };
		readonly signal?: AbortSignal;
	},
): Promise<BoardAddress> {
	const { home } = options;
	const last = options.asked ? 1 : maxPorts;
	let port = options.port;
	for (let tried = 1; ; tried++) {
		rememberPort(home, 'board', port);
		const ended = new AbortController();
		let answered = false;
		supervisor.supervise(describeBoard({ ...options, port }), () => {
			ended.abort();
			return !answered && tried < last;
		});
		const signals = [ended.signal, ...(options.signal === undefined ? [] : [options.signal])];
		try {
			const address = await awaitBoard(home, port, readyMs, AbortSignal.any(signals));
			answered = true;
			return address;
		} catch (error) {
			if (!ended.signal.aborted || options.signal?.aborted === true || tried === last) throw error;
		}
		port = await findFreePort();
	}
}
