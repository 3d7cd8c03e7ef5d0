import { AegisError } from '@aegis/shared/errors';
import { waitFor } from '../instance/stop-signal.ts';

/** How long a person would go on reloading a board that does not answer, milliseconds. */
const patienceMs = 30_000;

/** Repeats a call while the board does not answer: a board that is being restarted must not end the demo. */
export async function persist<T>(call: () => Promise<T>): Promise<T> {
	const deadline = performance.now() + patienceMs;
	for (;;) {
		try {
			return await call();
		} catch (error) {
			const isAway = error instanceof AegisError && error.code === 'BOARD_UNREACHABLE';
			if (!isAway || performance.now() > deadline) throw error;
		}
		await waitFor(100);
	}
}
