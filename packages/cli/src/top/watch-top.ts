import { connectMaster, type StatusView } from '@aegis/shared/api';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { listenForStop, waitFor } from '../instance/stop-signal.ts';
import { layOutPage, type Seen } from './lay-out-page.ts';

/** How often the master is asked, milliseconds. */
const lookMs = 1_000;

/**
 * Draws the page of `aegis top` until it is stopped; a master that does not answer is waited for, and the page says so.
 * Throws NO_TERMINAL (exit 2), and MASTER_UNREACHABLE (exit 5) where none answers at the start.
 */
export async function watchTop({ home, terminal }: Context): Promise<number> {
	using screen = terminal.openScreen();
	if (screen === null) throw noTerminal();
	const master = connectMaster(home);
	let status: StatusView = await master.status();
	const signal = listenForStop();
	let lostAt: number | null = null;
	while (!signal.aborted) {
		const now = Date.now();
		const seen: Seen = { status, now, lostForMs: lostAt === null ? null : now - lostAt };
		screen.draw(layOutPage(seen, screen.size, terminal.paint));
		await waitFor(lookMs, signal);
		const answer = await master.status().catch(() => null);
		lostAt = answer === null ? (lostAt ?? now) : null;
		status = answer ?? status;
	}
	return 0;
}

function noTerminal(): AegisError {
	return new AegisError(
		'NO_TERMINAL',
		'`aegis top` draws on a terminal, and its output does not go to one.',
		{
			fix: '`aegis status` prints the same once, `aegis status --json` for programs.',
			exitCode: 2,
		},
	);
}
