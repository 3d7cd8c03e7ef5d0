import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { loadBoardAddress } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { describeBoard, requirePort } from '../instance/board-service.ts';
import { linkToBoard } from '../instance/page-links.ts';
import { exitCodeOf, listenForStop } from '../instance/stop-signal.ts';

/** The line the board prints on stdout when it listens; the tokens are in its file. */
const ReadyLine = z.looseObject({ event: z.literal('ready') });

/** Runs the board in the foreground until it is stopped. Throws PORT_IN_USE, BOARD_NOT_READY. */
export async function runBoard(
	context: Context,
	options: {
		readonly port?: number;
		readonly data?: string;
		readonly plan: 'paid' | 'free';
		readonly guest: boolean;
		readonly json: boolean;
	},
): Promise<number> {
	const { env, home, terminal, cwd } = context;
	if (options.port !== undefined && options.port !== 0) await requirePort(options.port, 'board', '--port');
	const data = options.data === undefined ? home.board : resolve(cwd, options.data);
	const signal = listenForStop();
	const spec = describeBoard({ home: { ...home, board: data }, env, port: options.port ?? 0 });
	const board = spawn(
		spec.command,
		[...spec.args, '--plan', options.plan, ...(options.guest ? ['--guest'] : [])],
		{
			env: spec.env,
			stdio: ['ignore', 'pipe', 'inherit'],
			// Its own group: Ctrl-C reaches it through us, once.
			detached: true,
		},
	);
	signal.addEventListener('abort', () => board.kill('SIGTERM'), { once: true });
	let ready = false;
	createInterface({ input: board.stdout }).on('line', (line) => {
		if (ready || !isReadyLine(line)) return terminal.note(line);
		ready = true;
		const address = loadBoardAddress({ ...home, board: data });
		if (address === null) return terminal.note(line);
		if (options.json) return terminal.out(JSON.stringify(address));
		terminal.out(`Board:     ${linkToBoard(address)}`);
		terminal.out(`API:       ${address.apiUrl}`);
		terminal.out(`Token:     ${address.personToken}`);
		terminal.out(`Workspace: ${address.workspaceGid}`);
		if (options.guest) terminal.out(`Guest:     ${String(address['guestToken'])}`);
		terminal.note('Ctrl-C stops it.');
	});
	const code = await new Promise<number | null>((done) => board.once('close', done));
	if (signal.aborted) return exitCodeOf(signal);
	throw new AegisError('BOARD_NOT_READY', `The board ended by itself (code ${code ?? 'unknown'}).`, {
		fix: 'What it said is above.',
		exitCode: code === 2 || code === 4 ? code : 1,
	});
}

function isReadyLine(line: string): boolean {
	try {
		return ReadyLine.safeParse(JSON.parse(line)).success;
	} catch {
		return false;
	}
}
